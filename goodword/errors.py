"""What stops Goodword with a message for people: what was found, what is expected, what to do next."""


class GoodwordError(Exception):
    """An error that a person can mend. Its text is one sentence or more, made to be shown as it is.

    ``exit_code`` is what a command ends with: 1 for found problems, 2 for wrong usage.
    """

    exit_code = 1


class SettingError(GoodwordError):
    """A setting that cannot be used: its name, the value found, the legal values and perhaps a mend."""

    exit_code = 2

    def __init__(self, name: str, found: str, legal: str, hint: str = "") -> None:
        self.name, self.found, self.legal, self.hint = name, found, legal, hint
        super().__init__(f"{name} is {found!r}; legal is {legal}{f' ({hint})' if hint else ''}.")


class UnknownSettingError(SettingError):
    """A variable that looks like a setting and is none: a typing error that would pass unnoticed."""

    def __init__(self, name: str, known: str, hint: str) -> None:
        super().__init__(name, "", known, hint)
        self.args = (f"{name} is no setting; legal are {known} ({hint}).",)


class UsageError(GoodwordError):
    """A command was asked for something it cannot do."""

    exit_code = 2
