"""Where our own files are. No other module may know whether it runs from a checkout or a wheel.

In a checkout (an editable installation and an unpacked sdist are the same) ``templates/`` and
``plugins/`` lie beside the package; in a wheel they travel inside it as ``_templates`` and
``_plugins``, which setup.cfg arranges.
"""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent

IS_CHECKOUT = (CHECKOUT / "setup.cfg").is_file() and (CHECKOUT / "templates").is_dir()


def templates_folder() -> Path:
    """Page and report templates."""
    return CHECKOUT / "templates" if IS_CHECKOUT else PACKAGE / "_templates"


def plugins_folder() -> Path:
    """The bundled plugins, a folder each."""
    return CHECKOUT / "plugins" if IS_CHECKOUT else PACKAGE / "_plugins"


def builtin_folder() -> Path:
    """The framework's own pack."""
    return PACKAGE / "builtin"


def static_folder() -> Path:
    """Style sheets, scripts, fonts and icons."""
    return PACKAGE / "static"


def report_fonts_folder() -> Path:
    """The fonts that PDFs are set in."""
    return PACKAGE / "reports" / "fonts"


def translations_folder() -> Path:
    """Catalogues of the interface's texts."""
    return PACKAGE / "translations"


def migrations_folder() -> Path:
    """Alembic's scripts."""
    return PACKAGE / "migrations"


def default_instance_folder() -> Path:
    """Where secret, database and uploads go when ICF_INSTANCE does not say."""
    return (CHECKOUT if IS_CHECKOUT else Path.cwd()) / "instance"
