# Template: `packaging/formula` fills in VERSION and the checksums.
class ProgressLint < Formula
  desc "Linter and Git hooks that keep progress files true"
  homepage "https://github.com/progress-lint/progress-lint"
  version "VERSION"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
      url "https://github.com/progress-lint/progress-lint/releases/download/vVERSION/progress-aarch64-apple-darwin.tar.gz"
      sha256 "SHA256_aarch64-apple-darwin"
    end
    on_intel do
      url "https://github.com/progress-lint/progress-lint/releases/download/vVERSION/progress-x86_64-apple-darwin.tar.gz"
      sha256 "SHA256_x86_64-apple-darwin"
    end
  end

  on_linux do
    on_arm do
      url "https://github.com/progress-lint/progress-lint/releases/download/vVERSION/progress-aarch64-unknown-linux-musl.tar.gz"
      sha256 "SHA256_aarch64-unknown-linux-musl"
    end
    on_intel do
      url "https://github.com/progress-lint/progress-lint/releases/download/vVERSION/progress-x86_64-unknown-linux-musl.tar.gz"
      sha256 "SHA256_x86_64-unknown-linux-musl"
    end
  end

  def install
    # The formula `progress` has a command `progress`.
    bin.install "progress-lint"
    generate_completions_from_executable(bin/"progress-lint", "completions")
    doc.install "README.md", "CHANGELOG.md"
  end

  test do
    assert_match "(progress-lint)", shell_output("#{bin}/progress-lint --version")
  end
end
