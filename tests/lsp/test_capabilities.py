"""What the server makes of what a client says it can do."""

import pytest
from lsprotocol import types
from parallelproof.lsp.capabilities import Can


@pytest.mark.parametrize("can_refresh", [True, False])
def test_diagnostics_are_pushed_to_clients_that_cannot_be_told_to_pull_again(can_refresh: bool) -> None:
    document = types.TextDocumentClientCapabilities(diagnostic=types.DiagnosticClientCapabilities())
    refreshing = types.DiagnosticWorkspaceClientCapabilities(refresh_support=True) if can_refresh else None
    workspace = types.WorkspaceClientCapabilities(diagnostics=refreshing)

    assert Can.of(types.ClientCapabilities(workspace=workspace, text_document=document)).pull is can_refresh
