//! The office's program; everything is in the library.

fn main() -> std::process::ExitCode {
    zoufang_office::cli::main()
}
