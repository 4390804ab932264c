"""What all the forms share."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Quality = Literal["best", "acceptable", "poor", "harmful"]
Use = Literal["practice", "graded", "check"]


class Strict(BaseModel):
    """Unknown fields are refused: a misspelt field must not vanish silently."""

    model_config = ConfigDict(extra="forbid")
