;;; progress-eglot.el --- `progress lsp' for Eglot  -*- lexical-binding: t; -*-

;;; Commentary:

;; Starts the server for files that may be progress files. Eglot then also uses it for the other
;; files of the project that have the same major mode; the server ignores them.

;;; Code:

(require 'eglot)

(defun progress-eglot-file-p (file)
  "Whether FILE may be a progress file."
  (and file
       (or (string-match-p "-progress\\.md\\'" file)
           (string-match-p "/progress/.*\\.md\\'" file))))

(defun progress-eglot-ensure ()
  "Start the server if the buffer may be a progress file."
  (when (progress-eglot-file-p (buffer-file-name))
    ;; Which mode Markdown has depends on the packages: `markdown-mode', `markdown-ts-mode' or none.
    (setq-local eglot-server-programs
                (cons (cons major-mode '("progress" "lsp"))
                      eglot-server-programs))
    (eglot-ensure)))

(add-hook 'find-file-hook #'progress-eglot-ensure)

(provide 'progress-eglot)
;;; progress-eglot.el ends here
