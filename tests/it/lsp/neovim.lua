-- Drives Neovim as a user would; writes to standard output what is seen.
local function say(text)
  io.stdout:write(text .. '\n')
end

vim.cmd('filetype plugin on')
vim.opt.runtimepath:prepend(vim.env.PROGRESS_EDITORS .. '/nvim')
vim.lsp.enable('progress')
-- As docs/editors.md shows.
vim.api.nvim_create_autocmd('BufWritePre', {
  pattern = '*-progress.md',
  callback = function(event) require('progress-lint').fix_all(event.buf) end,
})
vim.api.nvim_create_autocmd({ 'LspAttach', 'BufWritePost', 'InsertLeave' }, {
  pattern = '*-progress.md',
  callback = function(event) vim.lsp.codelens.refresh({ bufnr = event.buf }) end,
})

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
say('readme: ' .. #clients())

-- Right after it was opened, the server is still starting.
vim.cmd.edit('progress/shop-v1/phase-1-progress.md')
vim.cmd('write')
say('written at once: ' .. vim.fn.readfile(vim.api.nvim_buf_get_name(0))[11])

vim.cmd.edit('progress/auth-v1/phase-1-progress.md')
wait('the server', function() return #clients() == 1 end)
wait('diagnostics', function() return codes() ~= '' end)
say('found: ' .. codes())

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
say('renamed: ' .. line(34))

vim.api.nvim_buf_set_lines(0, 22, 23, false, { '    dependencies: ["TASK-"]' })
local buffer = vim.api.nvim_get_current_buf()
local params = {
  textDocument = { uri = vim.uri_from_bufnr(buffer) },
  position = { line = 22, character = 25 },
}
local function completed()
  local answer = clients()[1]:request_sync('textDocument/completion', params, 30000, buffer)
  return answer.result.items[1].textEdit.newText
end
say('completed: ' .. completed())
-- While the list is open, the YAML is broken.
vim.api.nvim_buf_set_lines(0, 22, 23, false, { '    dependencies: ["TASK-' })
say('open list: ' .. completed())
vim.api.nvim_buf_set_lines(0, 22, 23, false, { '    dependencies: []' })
wait('no findings', function() return codes() == '' end)

local answer = clients()[1]:request_sync('textDocument/hover', {
  textDocument = params.textDocument,
  position = { line = 18, character = 12 },
}, 30000, buffer)
say('hover: ' .. answer.result.contents.value:match('^[^\n]*'))

-- A lens changes the task in the line of the cursor.
vim.api.nvim_win_set_cursor(0, { 19, 12 })
vim.lsp.codelens.refresh({ bufnr = 0 })
wait('lenses', function()
  local commands = vim.tbl_map(function(lens) return lens.command end, vim.lsp.codelens.get(0))
  return vim.inspect(commands):match('task = "TASK%-1%.7"') ~= nil
end)
vim.ui.select = function(items, _, choose) choose(items[1], 1) end
vim.lsp.codelens.run()
wait('the status', function() return line(21):match('in_progress') ~= nil end)

-- What is written has been fixed, and nothing is left to write.
local path = vim.api.nvim_buf_get_name(0)
local function written()
  return vim.fn.readfile(path)[11] .. (vim.bo.modified and ', modified' or '')
end
vim.api.nvim_buf_set_lines(0, 10, 11, false, { 'total_tasks: 7' })
vim.cmd('write')
say('written: ' .. written())
vim.cmd('split')
vim.api.nvim_buf_set_lines(0, 10, 11, false, { 'total_tasks: 8' })
vim.cmd('wq')
say('written and closed: ' .. written())
vim.cmd('quitall!')
