"""The API on AWS Lambda, behind API Gateway (v1 and v2), a function URL or a load balancer."""

from mangum import Mangum
from mangum.adapter import DEFAULT_TEXT_MIME_TYPES

from functions.api import app

# Mangum would send these types in base64; lifespan would run anew for every call.
handler = Mangum(app, lifespan="off", text_mime_types=[*DEFAULT_TEXT_MIME_TYPES, "application/problem+json", "image/svg+xml"])
