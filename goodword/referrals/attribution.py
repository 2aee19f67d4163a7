"""How a program gives credit: what its file says under ``attribution``. Pure."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from goodword.saying import Said


class Table(BaseModel):
    """A table of a program's file: an unknown key is an error, and nothing changes it later."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Attribution(Table):
    touch: Literal["first", "last"] = Field("last", description=Said("which touch is credited"))
    window_days: int = Field(90, ge=1, le=3650, description=Said("how long a touch counts, in days"))
    precedence: int = Field(0, description=Said("the program that credits where several could; higher first"))
