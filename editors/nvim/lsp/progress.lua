-- `progress lsp` for Neovim 0.11 and later. See docs/editors.md.

--- Whether a buffer may be a progress file, or its project has settings for them.
local function is_wanted(path, root)
  return path:match('%-progress%.md$') ~= nil
    or path:match('/progress/.*%.md$') ~= nil
    or (root ~= nil and vim.uv.fs_stat(root .. '/.progress.yaml') ~= nil)
end

---@type vim.lsp.Config
return {
  cmd = { 'progress', 'lsp' },
  filetypes = { 'markdown' },
  -- The server is started only if `on_dir` is called: other Markdown needs none.
  root_dir = function(bufnr, on_dir)
    local path = vim.api.nvim_buf_get_name(bufnr)
    local root = vim.fs.root(bufnr, { '.progress.yaml', '.git' })
    if is_wanted(path, root) then
      on_dir(root or vim.fs.dirname(path))
    end
  end,
}
