//! The command line of `zoufang-office`.

mod account;
mod checklist;
mod data;
mod doctor;
mod run;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

/// The office of a township: keeps what cadres hand in, and shows coverage.
#[derive(Debug, Parser)]
#[command(name = "zoufang-office", version)]
struct Command {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Serve devices and the console until a signal.
    Serve(Serve),
    /// Write a synthetic township into an empty office and print how to get in.
    Demo(Demo),
    /// Judge a checklist or data against it.
    #[command(subcommand)]
    Checklist(Checklist),
    /// Make an enrolment text for one more device of an account.
    EnrolCode(EnrolCode),
    /// Accounts of cadres and officers.
    #[command(subcommand)]
    Account(Account),
    /// Check the database and say what is in it.
    Doctor(Data),
    /// Print the OpenAPI document of the device interface.
    Openapi,
}

/// Where the office keeps its data.
#[derive(Debug, Args)]
struct Data {
    /// Folder of the office's data.
    #[arg(long)]
    data: PathBuf,
    /// Address that enrolment texts carry, such as https://192.168.1.10:8443; may be given several times. Kept in the
    /// data folder for later commands.
    #[arg(long)]
    public_url: Vec<String>,
}

#[derive(Debug, Args)]
struct Serve {
    #[command(flatten)]
    data: Data,
    /// Address to listen on; plain HTTP on loopback, TLS anywhere else.
    #[arg(long, default_value = "127.0.0.1:8787")]
    listen: SocketAddr,
    /// Name of the township, when the data folder is new.
    #[arg(long, default_value = "少云镇")]
    town: String,
    /// Requests per minute of one device; 0 is without limit.
    #[arg(long, default_value_t = 120)]
    per_device: u32,
    /// Requests per minute of one address; 0 is without limit.
    #[arg(long, default_value_t = 1200)]
    per_address: u32,
}

#[derive(Debug, Args)]
struct Demo {
    #[command(flatten)]
    data: Data,
    /// One seed and one day give one township.
    #[arg(long, default_value_t = 2022)]
    seed: u64,
    /// Leave an office that already holds villages as it is.
    #[arg(long)]
    if_empty: bool,
}

#[derive(Debug, Subcommand)]
enum Checklist {
    /// Read environments, one JSON object per line, and print what applies and what is raised.
    Eval { checklist: PathBuf },
    /// Name every fault of a checklist.
    Lint { checklist: PathBuf },
    /// Give a checklist to every device of an office; a faulty one is refused and the one before stays.
    Publish {
        #[command(flatten)]
        data: Data,
        checklist: PathBuf,
    },
}

#[derive(Debug, Args)]
struct EnrolCode {
    #[command(flatten)]
    data: Data,
    /// Name of the account.
    #[arg(long)]
    account: String,
}

#[derive(Debug, Subcommand)]
enum Account {
    /// Add an account; with a password on standard input it can sign in to the console.
    Add {
        #[command(flatten)]
        data: Data,
        name: String,
        /// Code of the role.
        #[arg(long, default_value = "cadre")]
        role: String,
        /// Read a password, one line, from standard input.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Say which villages a village administrator has: those named, and no others.
    Villages {
        #[command(flatten)]
        data: Data,
        name: String,
        villages: Vec<String>,
    },
    /// Give a cadre a village, or groups of it, to visit.
    Assign {
        #[command(flatten)]
        data: Data,
        name: String,
        village: String,
        /// A group of the village; may be given several times, none is the whole village.
        #[arg(long)]
        group: Vec<String>,
    },
    /// Take a village back from a cadre; its households leave the cadre's devices, unsent work stays on them.
    Unassign {
        #[command(flatten)]
        data: Data,
        name: String,
        village: String,
    },
}

/// Runs the command line.
#[must_use]
pub fn main() -> ExitCode {
    let done = match Command::parse().what {
        What::Serve(serve) => run::serve(serve),
        What::Demo(demo) => run::demo(&demo),
        What::Checklist(Checklist::Eval { checklist }) => checklist::eval(&checklist),
        What::Checklist(Checklist::Lint { checklist }) => checklist::lint(&checklist),
        What::Checklist(Checklist::Publish { data, checklist }) => checklist::publish(&data, &checklist),
        What::EnrolCode(wanted) => account::enrol_code(&wanted.data, &wanted.account),
        What::Account(Account::Add { data, name, role, password_stdin }) => {
            account::add(&data, &name, &role, password_stdin)
        }
        What::Account(Account::Villages { data, name, villages }) => {
            account::villages(&data, &name, &villages)
        }
        What::Account(Account::Assign { data, name, village, group }) => {
            account::assign(&data, &name, &village, group)
        }
        What::Account(Account::Unassign { data, name, village }) => account::unassign(&data, &name, &village),
        What::Doctor(data) => doctor::doctor(&data),
        What::Openapi => crate::http::openapi().map(|text| print!("{text}")).map_err(Into::into),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("zoufang-office: {error}");
            ExitCode::FAILURE
        }
    }
}

type Done = Result<(), Box<dyn std::error::Error>>;
