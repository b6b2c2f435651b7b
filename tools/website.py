"""A Sphinx extension: what the site has beyond the theme.

Scripts that are of no use here are left out, those of one page stand on that
page alone, and the list of references is marked up as a list. For whoever has
a notebook alone, helpers.zip lies beside the pages. Once `repository_url` in
_config.yml is set, the pages get launch buttons and the addresses that a site
map and a preview need.
"""

import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ["pyproject.toml", "README.md", "LICENSE", "helpers/**/*"]
DRAWING = 'class="draw-digit"'
THEBE = "thebe"  # runs cells on another host, and this book asks none


def addresses(app, config):
    """Set what follows from the repository's public address, if any.

    Its pages are taken to lie where GitHub puts them.
    """
    options = config.html_theme_options
    address = options.get("repository_url", "").rstrip("/")
    if not address:
        options["launch_buttons"] = {}
        return
    owner, name = address.split("/")[-2:]
    config.html_baseurl = f"https://{owner}.github.io/{name}/"
    config.ogp_site_url = config.html_baseurl
    app.setup_extension("sphinx_sitemap")
    config.sitemap_url_scheme = "{link}"  # no language, no version


def without_thebe(files):
    """Return the files but for those that load or set up thebe."""
    return [
        file
        for file in files
        if THEBE
        not in (str(file) + str(getattr(file, "attributes", ""))).lower()
    ]


def tidy(app, pagename, templatename, context, doctree):
    """Drop scripts that are of no use, or there twice."""
    if DRAWING in context.get("body", ""):
        for name in ("digits_net.js", "draw_digit.js"):
            app.add_js_file(name, loading_method="defer")
    scripts, bodies = [], set()
    for file in without_thebe(context["script_files"]):
        body = getattr(file, "attributes", {}).get("body")
        if body is None or body not in bodies:
            scripts.append(file)
        bodies.add(body)
    context["script_files"] = scripts
    context["css_files"] = without_thebe(context["css_files"])
    if "body" in context:  # Sphinx's role is out of use, and not of a list
        context["body"] = context["body"].replace(
            'role="doc-biblioentry"', 'role="listitem"'
        )


def outdated(app, env, added, changed, removed):
    """Name every page if an asset is newer than the site's copy of it.

    Sphinx copies assets only if it writes a page, and the pages hold their
    checksums.
    """
    for path in (ROOT / "assets").iterdir():
        copy = Path(app.outdir) / "_static" / path.name
        if not copy.exists() or copy.stat().st_mtime < path.stat().st_mtime:
            return list(env.found_docs)
    return []


def package_files():
    """Return {name: path} of the package, as pip can install it."""
    paths = [path for part in PACKAGE for path in ROOT.glob(part)]
    return {
        path.relative_to(ROOT).as_posix(): path
        for path in sorted(paths)
        if path.is_file() and "__pycache__" not in path.parts
    }


def write_zip(path, folder, files):
    """Write files into a zip, in one folder of it.

    The same files give the same bytes, and everybody may read them.

    Parameters
    ----------
    path : Path
    folder : str
    files : dict of str to Path or bytes
        By their names in the folder.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{folder}/{name}")
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            if isinstance(content, Path):
                content = content.read_bytes()
            archive.writestr(entry, content)


def pack_helpers(app, exception):
    """Write the package into helpers.zip, beside the pages."""
    path = Path(app.outdir) / "helpers.zip"
    write_zip(path, "helpers-package", package_files())


def setup(app):
    """Register the extension with Sphinx."""
    app.connect("config-inited", addresses, priority=100)
    app.connect("html-page-context", tidy, priority=900)
    app.connect("env-get-outdated", outdated)
    app.connect("build-finished", pack_helpers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
