//! `serve` and `demo`.

use super::{Demo, Done, Serve, data};
use crate::demo::DemoError;
use crate::{Config, Office};

pub fn serve(wanted: Serve) -> Done {
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    let mut config = Config { town: wanted.town, ..Config::default() };
    config.public_urls = data::addresses(&wanted.data)?;
    config.limits.per_device = wanted.per_device;
    config.limits.per_address = wanted.per_address;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(crate::serve::serve(&wanted.data.data, wanted.listen, config))?;
    Ok(())
}

pub fn demo(wanted: &Demo) -> Done {
    let folder = &wanted.data.data;
    let office = Office::open(folder, data::config(&wanted.data)?)?;
    match crate::demo::run(&office, folder, wanted.seed) {
        Ok(access) => println!("{access}"),
        Err(DemoError::NotEmpty { villages }) if wanted.if_empty => {
            println!("the office holds {villages} villages already and was left as it is");
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
