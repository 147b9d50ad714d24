-- Helpers for `progress lsp` in Neovim 0.11 and later. See docs/editors.md.

local M = {}

--- The clients of the server for a buffer. A file that was just opened can be written before the
--- server has started, so this waits for it once.
local function clients_of(bufnr, timeout)
  local filter = { bufnr = bufnr, name = 'progress' }
  local function is_attached() return #vim.lsp.get_clients(filter) > 0 end
  if not is_attached() and not vim.b[bufnr].progress_waited then
    vim.b[bufnr].progress_waited = true
    vim.wait(timeout, is_attached, 10)
  end
  if not is_attached() then
    vim.notify('progress: no fixes: the language server is not running', vim.log.levels.WARN)
  end
  return vim.lsp.get_clients(filter)
end

--- Makes all safe fixes in a buffer. Unlike `vim.lsp.buf.code_action`, it returns only when they are
--- made, so a file that is being written is written with them. Warns if there is no server.
---@param bufnr integer
---@param timeout? integer milliseconds to wait for the server
function M.fix_all(bufnr, timeout)
  timeout = timeout or 2000
  for _, client in ipairs(clients_of(bufnr, timeout)) do
    local function ask(method, params)
      local answer, reason = client:request_sync(method, params, timeout, bufnr)
      if not answer or answer.err then
        reason = reason or answer.err.message
        vim.notify('progress: no fixes: ' .. reason, vim.log.levels.WARN)
      end
      return answer and answer.result
    end
    local start = { line = 0, character = 0 }
    local actions = ask('textDocument/codeAction', {
      textDocument = vim.lsp.util.make_text_document_params(bufnr),
      range = { start = start, ['end'] = start },
      context = { only = { 'source.fixAll.progress' }, diagnostics = {} },
    })
    for _, action in ipairs(actions or {}) do
      local chosen = action.edit and action or ask('codeAction/resolve', action)
      if chosen and chosen.edit then
        vim.lsp.util.apply_workspace_edit(chosen.edit, client.offset_encoding)
      end
    end
  end
end

return M
