"""An import-linter contract: these modules import what is listed, the standard library, and nothing else.

The contracts that import-linter ships forbid what somebody thought of. Most of the house's rules are the other way
round ("the database layer imports the report and SQLAlchemy"), so that a new import has to be argued for.
Direct imports only: what an allowed module imports is that module's own contract.
"""

from __future__ import annotations

import sys

import grimp
from importlinter import Contract, ContractCheck, fields, output


class ImportsOnlyContract(Contract):
    """The modules (with everything below them, less `except`) import only `allowed` and the standard library.

    `modules` and `allowed` are dotted names; a name stands for itself and everything below it. Modules of one
    contract may import each other. A name in `modules` that does not exist is an error: a contract over nothing
    is kept by everybody.
    """

    type_name = "imports_only"

    modules = fields.ListField(subfield=fields.StringField())
    allowed = fields.ListField(subfield=fields.StringField(), required=False)
    allowed_exactly = fields.ListField(subfield=fields.StringField(), required=False)
    excluded = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        """Kept when no module of ours reaches outside; the metadata lists each (importer, imported)."""
        missing = [name for name in self.modules if name not in graph.modules]  # type: ignore[attr-defined]  # a descriptor gives the list
        if missing:
            raise ValueError(f"no such module: {', '.join(missing)}")
        ours = {m for m in graph.modules if _below(m, self.modules) and not _below(m, self.excluded or [])}
        wrong = []
        for module in sorted(ours):
            for imported in sorted(graph.find_modules_directly_imported_by(module)):
                known = imported in ours or _below(imported, self.allowed or [])
                known = known or imported in (self.allowed_exactly or [])
                if not known and imported.partition(".")[0] not in sys.stdlib_module_names:
                    wrong.append((module, imported))
        return ContractCheck(kept=not wrong, metadata={"wrong": wrong})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Each import that is not allowed is named on a line."""
        for module, imported in check.metadata["wrong"]:
            output.print_error(f"- {module} imports {imported}", bold=False)
        output.new_line()


def _below(name: str, roots: list[str]) -> bool:
    return any(name == root or name.startswith(f"{root}.") for root in roots)
