{
  description = "Linter and Git hooks that keep progress files true";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { self, nixpkgs }:
    let
      systems = [
        "x86_64-linux"
        "aarch64-linux"
        "x86_64-darwin"
        "aarch64-darwin"
      ];
      forAll = nixpkgs.lib.genAttrs systems;
    in
    {
      packages = forAll (
        system:
        let
          pkgs = nixpkgs.legacyPackages.${system};
        in
        {
          default = pkgs.rustPlatform.buildRustPackage {
            pname = "progress-lint";
            version = (pkgs.lib.importTOML ./Cargo.toml).workspace.package.version;
            src = self;
            cargoLock.lockFile = ./Cargo.lock;
            # The tests run Git in temporary repositories, and take minutes.
            doCheck = false;
            meta = {
              homepage = "https://github.com/progress-lint/progress-lint";
              license = with pkgs.lib.licenses; [
                mit
                asl20
              ];
              mainProgram = "progress";
            };
          };
        }
      );
    };
}
