-- Drives Neovim as a user would; prints what is in the buffer afterwards.
vim.cmd('filetype plugin on')
vim.opt.runtimepath:prepend(vim.env.PROGRESS_EDITORS .. '/nvim')
vim.lsp.enable('progress')

local function wait(what, test)
  assert(vim.wait(30000, test, 20), 'waited in vain for ' .. what)
end
local function line(number)
  return vim.api.nvim_buf_get_lines(0, number - 1, number, false)[1]
end
local function clients()
  return vim.lsp.get_clients({ bufnr = 0 })
end
local function codes()
  local found = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
    table.insert(found, (diagnostic.lnum + 1) .. ' ' .. diagnostic.code)
  end
  table.sort(found)
  return table.concat(found, ', ')
end

vim.cmd.edit('README.md')
vim.wait(300)
print('readme: ' .. #clients())

vim.cmd.edit('progress/auth-v1/phase-1-progress.md')
wait('the server', function() return #clients() == 1 end)
wait('diagnostics', function() return codes() ~= '' end)
print('found: ' .. codes())

vim.api.nvim_win_set_cursor(0, { 11, 14 })
vim.lsp.buf.code_action({
  context = { only = { 'quickfix' }, diagnostics = {} },
  filter = function(action) return action.isPreferred end,
  apply = true,
})
wait('the fix', function() return line(11) == 'total_tasks: 2' end)

vim.api.nvim_win_set_cursor(0, { 19, 12 })
vim.lsp.buf.rename('TASK-1.7')
wait('the name', function() return line(35):match('TASK%-1%.7') ~= nil end)
print('renamed: ' .. line(34))

vim.api.nvim_buf_set_lines(0, 22, 23, false, { '    dependencies: ["TASK-"]' })
local buffer = vim.api.nvim_get_current_buf()
local params = {
  textDocument = { uri = vim.uri_from_bufnr(buffer) },
  position = { line = 22, character = 25 },
}
local answer = clients()[1]:request_sync('textDocument/completion', params, 30000, buffer)
print('completed: ' .. answer.result.items[1].textEdit.newText)
vim.api.nvim_buf_set_lines(0, 22, 23, false, { '    dependencies: []' })
wait('no findings', function() return codes() == '' end)
vim.cmd('quitall!')
