-- What a person does in Neovim: open a file, type, pause, read the hint, hover, apply the quick fix. Prints one JSON line.
-- Arguments: the program that starts the server, the file to edit, a file with the text that is typed.
local server, path, typed = unpack(vim.v.argv, #vim.v.argv - 2)
local seen = {}

local function finish(failure)
  seen.failure = failure
  io.stdout:write("\n" .. vim.json.encode(seen) .. "\n")
  vim.cmd("cquit " .. (failure and 1 or 0))
end

local function wait_for(what, seconds, ready)
  if not vim.wait(seconds * 1000, ready, 50) then
    finish("waited " .. seconds .. " s in vain for " .. what)
  end
end

vim.lsp.config("parallelproof", {
  cmd = { server, "-m", "parallelproof", "lsp" },
  filetypes = { "python" },
  root_markers = { "pyproject.toml" },
  settings = { parallelproof = { trusted = true } },
})
vim.lsp.enable("parallelproof")
vim.cmd.edit(vim.fn.fnameescape(path))
wait_for("the server to attach", 20, function()
  local client = vim.lsp.get_clients({ bufnr = 0, name = "parallelproof" })[1]
  return client and client.initialized
end)

-- Typed at the end of the buffer, never saved: the server knows it only from the edit.
local lines = vim.fn.readfile(typed)
vim.api.nvim_buf_set_lines(0, -1, -1, false, lines)
wait_for("a diagnostic", 150, function()
  return #vim.diagnostic.get(0) > 0
end)
local diagnostic = vim.diagnostic.get(0)[1]
seen.diagnostic = {
  message = diagnostic.message,
  code = diagnostic.code,
  severity = vim.diagnostic.severity[diagnostic.severity],
  line = vim.api.nvim_buf_get_lines(0, diagnostic.lnum, diagnostic.lnum + 1, true)[1],
}
vim.api.nvim_win_set_cursor(0, { diagnostic.lnum + 1, diagnostic.col })

local client = vim.lsp.get_clients({ bufnr = 0, name = "parallelproof" })[1]
local hover = client:request_sync(
  "textDocument/hover", vim.lsp.util.make_position_params(0, client.offset_encoding), 5000, 0)
seen.hover = hover and hover.result and hover.result.contents.value or nil

-- The quick fix, chosen as a person would choose it, through Neovim's own code path (resolve and versioned edit).
local before = vim.api.nvim_buf_get_changedtick(0)
vim.lsp.buf.code_action({
  apply = true,
  filter = function(action)
    seen.actions = seen.actions or {}
    table.insert(seen.actions, action.title)
    return action.isPreferred == true
  end,
})
wait_for("the quick fix to change the buffer", 10, function()
  return vim.api.nvim_buf_get_changedtick(0) ~= before
end)
seen.text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), "\n") .. "\n"
wait_for("the diagnostic to be withdrawn", 10, function()
  return #vim.tbl_filter(function(now) return now.code == diagnostic.code end, vim.diagnostic.get(0)) == 0
end)
client:stop()
wait_for("the server to stop", 10, function() return client:is_stopped() end)
finish()
