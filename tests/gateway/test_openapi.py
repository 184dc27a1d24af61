"""The description of the API is a well-formed OpenAPI document, with nothing odd in it."""

import jsonschema
import pytest

from bot.gateway.openapi import document

DOCUMENT = document("http://here")
TEXT = {"type": "string", "minLength": 1}
CONTENT = {
    "type": "object",
    "minProperties": 1,
    "propertyNames": {"pattern": "^[a-z]+/[a-z.+-]+$"},
    "additionalProperties": {
        "type": "object",
        "required": ["schema"],
        "properties": {"schema": {"type": ["object", "boolean"]}, "examples": {"type": "object"}},
        "additionalProperties": False,
    },
}


def shape(required: list[str], /, **properties) -> dict:
    """An object with these properties and no other."""
    return {
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": False,
    }


def or_reference(to: str, schema: dict) -> dict:
    pattern = {"type": "string", "pattern": f"^#/components/{to}/[A-Za-z]+$"}
    return {
        "if": {"type": "object", "required": ["$ref"]},
        "then": shape(["$ref"], **{"$ref": pattern}),
        "else": schema,
    }


RESPONSE = shape(
    ["description"],
    description=TEXT,
    content=CONTENT,
    headers={"type": "object", "additionalProperties": shape(["schema"], schema={})},
)
PARAMETER = shape(
    ["name", "in", "description", "schema"],
    **{"name": TEXT, "in": {"enum": ["query", "header", "path"]}, "description": TEXT},
    required={"type": "boolean"},
    schema={"type": "object"},
)
SECURITY = {"type": "array", "items": {"type": "object", "additionalProperties": {"maxItems": 0}}}
OPERATION = shape(
    ["tags", "operationId", "summary", "responses"],
    tags={"type": "array", "items": {"enum": [tag["name"] for tag in DOCUMENT["tags"]]}},
    operationId={"type": "string", "pattern": "^[a-z][A-Za-z]+$"},
    summary=TEXT,
    description=TEXT,
    security=SECURITY,
    parameters={"type": "array", "items": or_reference("parameters", PARAMETER)},
    requestBody=shape(["content"], required={"type": "boolean"}, content=CONTENT),
    responses={
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"pattern": "^[1-5][0-9][0-9]$"},
        "additionalProperties": or_reference("responses", RESPONSE),
    },
)
WHOLE = shape(
    ["openapi", "info", "servers", "paths", "security", "components"],
    openapi={"const": "3.1.0"},
    info=shape(
        ["title", "version"],
        title=TEXT,
        version=TEXT,
        summary=TEXT,
        description=TEXT,
        license=shape(["name"], name=TEXT, identifier=TEXT),
    ),
    servers={"type": "array", "items": shape(["url"], url=TEXT)},
    tags={"type": "array", "items": shape(["name"], name=TEXT, description=TEXT)},
    paths={
        "type": "object",
        "propertyNames": {"pattern": "^/"},
        "additionalProperties": shape([], delete=OPERATION, get=OPERATION, post=OPERATION),
    },
    security=SECURITY,
    components=shape(
        ["securitySchemes", "responses", "schemas"],
        securitySchemes={"type": "object"},
        parameters={"type": "object", "additionalProperties": PARAMETER},
        responses={"type": "object", "additionalProperties": RESPONSE},
        schemas={"type": "object"},
    ),
)
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
}


def test_the_document_has_the_structure_of_openapi_and_nothing_besides():
    found = jsonschema.Draft202012Validator(WHOLE).iter_errors(DOCUMENT)
    assert [f"{'/'.join(map(str, error.path))}: {error.message}" for error in found] == []


def test_a_malformed_response_would_be_found():
    """So that the test above proves something: this one was in the document once."""
    odd = {"description": "Taken", "or known already.": None}
    assert not jsonschema.Draft202012Validator(RESPONSE).is_valid(odd)


def test_every_schema_within_is_a_schema():
    def schemas(node):
        if isinstance(node, dict):
            yield from ([node["schema"]] if isinstance(node.get("schema"), dict) else [])
            node = list(node.values())
        if isinstance(node, list):
            for part in node:
                yield from schemas(part)

    for schema in [*DOCUMENT["components"]["schemas"].values(), *schemas(DOCUMENT)]:
        jsonschema.Draft202012Validator.check_schema(schema)


def test_every_operation_has_a_name_of_its_own():
    names = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "name",
    [n for n in OPERATIONS if "fallback" not in n and n.split("/")[1] in ("api", "sms", "voice")],
)
def test_whatever_uses_the_database_tells_how_it_may_fail(name):
    responses = OPERATIONS[name]["responses"]
    assert responses["500"] == {"$ref": "#/components/responses/Failure"}
    assert responses["503"] == {"$ref": "#/components/responses/Unavailable"}
