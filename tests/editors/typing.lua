-- What a person does in Neovim: type with real keys, wait for ghost text, accept it with Tab, import what the name means.
-- Prints one JSON line. Environment: CONFIG, the Lua lines of docs/editors.md; FILE, what is edited; TYPED, the keys.
local seen = {}

local function finish(failure)
  seen.failure = failure
  io.stdout:write("\n" .. vim.json.encode(seen) .. "\n")
  vim.cmd("cquit " .. (failure and 1 or 0))
end

local co
-- The main loop runs on, as it does for a person: it takes the keys, and the mode stays what it is.
local function wait_for(what, seconds, ready)
  local ends = vim.uv.now() + seconds * 1000
  local function look()
    if ready() then
      coroutine.resume(co)
    elseif vim.uv.now() > ends then
      finish("waited " .. seconds .. " s in vain for " .. what .. " in mode " .. vim.api.nvim_get_mode().mode)
    else
      vim.defer_fn(look, 50)
    end
  end
  vim.defer_fn(look, 50)
  coroutine.yield()
end

local function line()
  return vim.api.nvim_get_current_line()
end

local function ghost()
  local namespace = vim.api.nvim_get_namespaces()["nvim.lsp.inline_completion"]
  local marks = namespace and vim.api.nvim_buf_get_extmarks(0, namespace, 0, -1, { details = true }) or {}
  return marks[1] and marks[1][4].virt_text and marks[1][4].virt_text[1][1]
end

co = coroutine.create(function()
  dofile(vim.env.CONFIG)
  vim.cmd.edit(vim.fn.fnameescape(vim.env.FILE))
  wait_for("the server to attach", 20, function()
    local client = vim.lsp.get_clients({ bufnr = 0, name = "parallelproof" })[1]
    return client and client.initialized
  end)
  vim.api.nvim_input("Go" .. vim.env.TYPED)
  wait_for("ghost text", 60, ghost)
  seen.mode, seen.typed, seen.ghost = vim.api.nvim_get_mode().mode, line(), ghost()
  vim.api.nvim_input("<Tab>")
  wait_for("the accepted text", 10, function() return line() ~= seen.typed end)
  seen.accepted = line()
  vim.api.nvim_input("<Esc>")
  wait_for("a hint", 30, function() return #vim.diagnostic.get(0) > 0 end)
  local hint = vim.diagnostic.get(0)[1]
  seen.hint = { message = hint.message, code = hint.code, severity = vim.diagnostic.severity[hint.severity] }
  vim.api.nvim_win_set_cursor(0, { hint.lnum + 1, hint.col })

  -- Chosen as a person would choose it, through Neovim's own code path (resolve and versioned edit).
  local before = vim.api.nvim_buf_get_changedtick(0)
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      seen.actions = seen.actions or {}
      table.insert(seen.actions, action.title)
      return action.title == "Import `mean` from app.stats"
    end,
  })
  wait_for("the import", 10, function() return vim.api.nvim_buf_get_changedtick(0) ~= before end)
  seen.text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), "\n") .. "\n"
  wait_for("the hint to be withdrawn", 20, function() return #vim.diagnostic.get(0) == 0 end)
  finish()
end)

vim.schedule(function()
  local ok, failure = coroutine.resume(co)
  if not ok then
    finish(failure)
  end
end)
