// A plane of points to drag and zoom, drawn on a canvas: by mouse, fingers and keys.

const MOST_ZOOM = 60;
const NEAR_MOUSE = 10; // pixels from a point within which a pointer means it
const NEAR_FINGER = 22;
const STILL = 6; // pixels that a pointer may move in a click
const FONT = "12px system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
const PIXELS_PER_LABEL = 9000;
const FAINT = 0.07;
const BUTTONS = [56, 140]; // pixels in the upper right corner, where no title can be read
const MANY = 10_000; // points, from which on they are as small as can be
const gentle = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * Points: columns of x, y, titulo, and color (number of a colour), the most important first; side: of the square they are in.
 * moved, chosen: called when the view changed, and with a point that was clicked.
 */
export class Plane {
  constructor(canvas, side, { moved, chosen }) {
    Object.assign(this, { canvas, side, moved, chosen });
    this.context = canvas.getContext("2d");
    this.points = { x: [], y: [], titulo: [], color: [] };
    this.view = { x: side / 2, y: side / 2, zoom: 1 };
    this.colors = [];
    this.shown = null; // the colours that are not faint; null for all
    this.marked = null; // { at: [x, y], title, to: points that lines lead to }
    this.over = -1;
    this.fingers = new Map();
    [this.width, this.height] = [canvas.clientWidth, canvas.clientHeight];
    new ResizeObserver(() => this.#resize()).observe(canvas);
    this.#listen();
  }

  /** Draw soon: many changes are one drawing. */
  draw() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.#draw();
    });
  }

  /** Show this place in the middle. */
  go(view) {
    const { x, y, zoom } = { ...this.view, ...view };
    const limit = (value) => Math.min(Math.max(value, 0), this.side);
    this.view = { x: limit(x), y: limit(y), zoom: Math.min(Math.max(zoom, 1), MOST_ZOOM) };
    this.moved();
    this.draw();
  }

  /** Move there in a moment; at once for who wants no motion. */
  fly(view) {
    const from = { ...this.view };
    const to = { ...from, ...view };
    const began = performance.now();
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const step = (now) => {
      if (turn !== this.turn) return;
      const part = gentle.matches ? 1 : Math.min((now - began) / 450, 1);
      const eased = part * part * (3 - 2 * part);
      const between = (name) => from[name] + (to[name] - from[name]) * eased;
      this.go({ x: between("x"), y: between("y"), zoom: from.zoom * (to.zoom / from.zoom) ** eased });
      if (part < 1) requestAnimationFrame(step);
    };
    step(gentle.matches ? Infinity : began);
  }

  /** Zoom by a factor; the place at these pixels stays where it is, by default the middle. */
  zoom(factor, at = [this.width / 2, this.height / 2]) {
    this.turn = (this.turn ?? 0) + 1;
    const zoom = Math.min(Math.max(this.view.zoom * factor, 1), MOST_ZOOM);
    const [x, y] = this.#placeAt(at);
    const kept = this.view.zoom / zoom;
    this.go({ x: x + (this.view.x - x) * kept, y: y + (this.view.y - y) * kept, zoom });
  }

  /** The numbers of the points that are in view and not faint, the most important first. */
  inView() {
    const [left, top] = this.#placeAt([0, 0]);
    const [right, bottom] = this.#placeAt([this.width, this.height]);
    const { x, y, color } = this.points;
    const found = [];
    for (let point = 0; point < x.length; point += 1) {
      if (x[point] >= left && x[point] <= right && y[point] >= top && y[point] <= bottom && this.#isShown(color[point])) found.push(point);
    }
    return found;
  }

  /** The point nearest to these pixels, at most so many from it; -1 for none. */
  nearest([left, top], most) {
    const [x, y] = this.#placeAt([left, top]);
    const { x: xs, y: ys, color } = this.points;
    let best = -1;
    let least = (most / this.scale) ** 2;
    for (let point = 0; point < xs.length; point += 1) {
      const distance = (xs[point] - x) ** 2 + (ys[point] - y) ** 2;
      if (distance < least && this.#isShown(color[point])) [best, least] = [point, distance];
    }
    return best;
  }

  get scale() {
    return (Math.min(this.width, this.height) / this.side) * 0.97 * this.view.zoom;
  }

  #isShown(color) {
    return this.shown === null || this.shown.has(color);
  }

  #placeAt([left, top]) {
    return [this.view.x + (left - this.width / 2) / this.scale, this.view.y + (top - this.height / 2) / this.scale];
  }

  #pixelsOf(x, y) {
    return [(x - this.view.x) * this.scale + this.width / 2, (y - this.view.y) * this.scale + this.height / 2];
  }

  #resize() {
    const ratio = devicePixelRatio || 1;
    [this.width, this.height] = [this.canvas.clientWidth, this.canvas.clientHeight];
    [this.canvas.width, this.canvas.height] = [Math.round(this.width * ratio), Math.round(this.height * ratio)];
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.moved();
    this.draw();
  }

  #radius(point) {
    const count = Math.max(this.points.x.length, 1);
    const important = 1 - Math.sqrt(point / count);
    const room = Math.min(Math.max((MANY / count) ** 0.25, 1), 2); // fewer points may be larger
    return Math.min((1.1 + 2.6 * important) * room * this.view.zoom ** 0.35, 10);
  }

  #draw() {
    const { context: pen, points } = this;
    const style = getComputedStyle(this.canvas);
    const [ink, surface] = [style.color, style.backgroundColor];
    pen.clearRect(0, 0, this.width, this.height);
    const drawn = this.colors.map(() => []);
    for (let point = points.x.length - 1; point >= 0; point -= 1) {
      const [left, top] = this.#pixelsOf(points.x[point], points.y[point]);
      if (left > -10 && top > -10 && left < this.width + 10 && top < this.height + 10) drawn[points.color[point]].push([left, top, this.#radius(point)]);
    }
    // A path for each colour: ten thousand paths would take longer than a frame.
    const faintFirst = [...drawn.keys()].sort((a, b) => Number(this.#isShown(a)) - Number(this.#isShown(b)));
    for (const color of faintFirst) {
      pen.globalAlpha = this.#isShown(color) ? 0.85 : FAINT;
      pen.fillStyle = this.colors[color];
      pen.beginPath();
      for (const [left, top, radius] of drawn[color]) {
        pen.moveTo(left + radius, top);
        pen.arc(left, top, radius, 0, 2 * Math.PI);
      }
      pen.fill();
    }
    pen.globalAlpha = 1;
    this.#drawMarked(ink);
    this.#drawLabels(ink, surface);
  }

  #drawMarked(ink) {
    if (!this.marked) return;
    const { context: pen, points } = this;
    const [left, top] = this.#pixelsOf(...this.marked.at);
    pen.strokeStyle = ink;
    pen.lineWidth = 1;
    pen.beginPath();
    for (const point of this.marked.to) {
      pen.moveTo(left, top);
      pen.lineTo(...this.#pixelsOf(points.x[point], points.y[point]));
    }
    pen.stroke();
    pen.lineWidth = 2.5;
    pen.beginPath();
    pen.arc(left, top, 8, 0, 2 * Math.PI);
    pen.stroke();
  }

  // Titles where there is room, those of the best known first; what is marked and what is under the pointer comes before.
  #drawLabels(ink, surface) {
    const { context: pen, points } = this;
    pen.font = FONT;
    pen.lineJoin = "round";
    pen.lineWidth = 3.5;
    pen.strokeStyle = surface;
    pen.fillStyle = ink;
    const taken = [[this.width - BUTTONS[0], 0, ...BUTTONS]];
    const most = Math.max((this.width * this.height) / PIXELS_PER_LABEL, 8);
    const label = (title, x, y, radius) => {
      const [left, top] = this.#pixelsOf(x, y);
      const width = pen.measureText(title).width;
      const box = [Math.min(Math.max(left - width / 2, 2), this.width - width - 2), top - radius - 16, width, 15];
      if (box[1] < 0) box[1] = top + radius + 2;
      if (taken.some(([l, t, w, h]) => box[0] < l + w + 4 && l < box[0] + box[2] + 4 && box[1] < t + h + 2 && t < box[1] + box[3] + 2)) return;
      taken.push(box);
      pen.strokeText(title, box[0], box[1] + 12);
      pen.fillText(title, box[0], box[1] + 12);
    };
    const ofPoint = (point) => label(points.titulo[point], points.x[point], points.y[point], this.#radius(point));
    if (this.marked) {
      label(this.marked.title, ...this.marked.at, 8);
      this.marked.to.forEach(ofPoint);
    }
    if (this.over >= 0) ofPoint(this.over);
    for (const point of this.inView()) {
      if (taken.length >= most) return;
      ofPoint(point);
    }
  }

  #listen() {
    const { canvas } = this;
    const at = (event) => [event.offsetX, event.offsetY];
    let moved = 0;
    let apart = 0;
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.turn = (this.turn ?? 0) + 1;
      this.fingers.set(event.pointerId, at(event));
      moved = this.fingers.size > 1 ? STILL + 1 : 0;
      apart = 0;
    });
    canvas.addEventListener("pointermove", (event) => {
      const before = this.fingers.get(event.pointerId);
      if (!before) {
        this.#hover(this.nearest(at(event), NEAR_MOUSE));
        return;
      }
      const now = at(event);
      moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
      this.fingers.set(event.pointerId, now);
      const share = 1 / this.fingers.size; // the middle of two fingers moves by half of what one moves
      if (moved > STILL || this.fingers.size > 1) {
        this.go({ x: this.view.x - ((now[0] - before[0]) * share) / this.scale, y: this.view.y - ((now[1] - before[1]) * share) / this.scale });
      }
      if (this.fingers.size === 2) {
        const [[ax, ay], [bx, by]] = [...this.fingers.values()];
        const distance = Math.hypot(ax - bx, ay - by);
        if (apart) this.zoom(distance / apart, [(ax + bx) / 2, (ay + by) / 2]);
        apart = distance;
      }
    });
    const lifted = (event) => {
      const here = this.fingers.delete(event.pointerId) && event.type === "pointerup" && moved <= STILL;
      apart = 0;
      if (!here) return;
      const point = this.nearest(at(event), event.pointerType === "mouse" ? NEAR_MOUSE : NEAR_FINGER);
      if (point >= 0) this.chosen(point);
    };
    canvas.addEventListener("pointerup", lifted);
    canvas.addEventListener("pointercancel", lifted);
    canvas.addEventListener("pointerleave", () => this.#hover(-1));
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0018)), at(event));
    }, { passive: false });
    canvas.addEventListener("dblclick", (event) => this.zoom(2, at(event)));
    canvas.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const step = (Math.min(this.width, this.height) * 0.15) / this.scale;
      const { x, y } = this.view;
      const keys = {
        ArrowLeft: () => this.go({ x: x - step }), ArrowRight: () => this.go({ x: x + step }),
        ArrowUp: () => this.go({ y: y - step }), ArrowDown: () => this.go({ y: y + step }),
        "+": () => this.zoom(1.5), "=": () => this.zoom(1.5), "-": () => this.zoom(1 / 1.5),
        0: () => this.whole(), Home: () => this.whole(),
        Enter: () => {
          const point = this.nearest([this.width / 2, this.height / 2], Infinity);
          if (point >= 0) this.chosen(point);
        },
      };
      if (!(event.key in keys)) return;
      event.preventDefault();
      keys[event.key]();
    });
  }

  /** Show all of it. */
  whole() {
    this.fly({ x: this.side / 2, y: this.side / 2, zoom: 1 });
  }

  #hover(point) {
    if (point === this.over) return;
    this.over = point;
    this.canvas.style.cursor = point >= 0 ? "pointer" : "";
    this.draw();
  }
}
