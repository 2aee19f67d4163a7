"""Where things lie at a forge: pages that people open, and the address that takes a commit's status. Pure."""

from urllib.parse import quote, urlsplit

from goodword.settings_of_content import Repository

# What stands between the repository and branch/path in the address of the page that edits a file.
EDIT = {"github": "edit", "gitlab": "-/edit", "forgejo": "_edit"}
NEW = {"github": "new", "gitlab": "-/new", "forgejo": "_new"}
COMMIT = {"github": "commit", "gitlab": "-/commit", "forgejo": "commit"}


def edit_url(repository: Repository | None, path: str, branch: str | None = None) -> str | None:
    """Where the file of this path (``content/faqs/why.md``) is edited in a browser; None where no forge is known."""
    if repository is None or repository.forge is None or not repository.host:
        return None
    place = quote(f"{branch or repository.branch}/{path}")
    return f"{web(repository)}/{EDIT[repository.forge]}/{place}"


def new_file_url(repository: Repository | None, path: str, branch: str | None = None) -> str | None:
    """Where a new file of this path begins; its name is filled in where the forge can do that."""
    if repository is None or repository.forge is None or not repository.host:
        return None
    folder, _, name = path.rpartition("/")
    place = quote(f"{branch or repository.branch}/{folder}".rstrip("/"))
    key = {"github": "filename", "gitlab": "file_name", "forgejo": "filename"}[repository.forge]
    return f"{web(repository)}/{NEW[repository.forge]}/{place}?{key}={quote(name, safe='')}"


def commit_url(repository: Repository | None, commit: str) -> str | None:
    """The page of a commit."""
    if repository is None or repository.forge is None or not repository.host:
        return None
    return f"{web(repository)}/{COMMIT[repository.forge]}/{quote(commit, safe='')}"


def status_url(repository: Repository, commit: str) -> str | None:
    """Where the status of a commit is posted to."""
    if repository.forge is None or not repository.host:
        return None
    path, id_ = quote(repository.path), quote(commit, safe="")
    if repository.forge == "github":
        api = "https://api.github.com" if repository.host == "github.com" else f"{site(repository)}/api/v3"
        return f"{api}/repos/{path}/statuses/{id_}"
    if repository.forge == "gitlab":
        return f"{site(repository)}/api/v4/projects/{quote(repository.path, safe='')}/statuses/{id_}"
    return f"{site(repository)}/api/v1/repos/{path}/statuses/{id_}"


def web(repository: Repository) -> str:
    """The repository's page."""
    return f"{site(repository)}/{quote(repository.path)}"


def site(repository: Repository) -> str:
    """The forge's own address. A repository that is reached by ssh has its pages at https, at the usual port."""
    parts = urlsplit(repository.url) if "://" in repository.url else None
    if parts and parts.scheme in ("http", "https"):
        return f"{parts.scheme}://{repository.host}"
    return f"https://{repository.host.partition(':')[0]}"
