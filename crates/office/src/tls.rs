//! The office's own certificate authority and the certificate it serves with.
//!
//! Made at the first start and kept in the data folder; devices know the CA from their enrolment text and trust no
//! other. If the key leaves this folder, someone else can pretend to be the office.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls_pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use zoufang_wire::Digest;

/// Public certificate of the CA (DER).
pub const CA_FILE: &str = "ca.der";
const KEY_FILE: &str = "ca.key.pem";

/// Why there is no certificate to serve with.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("cannot read or write {path}: {source}")]
    File { path: PathBuf, source: std::io::Error },
    #[error("cannot make a certificate: {0}")]
    Make(#[from] rcgen::Error),
    #[error("cannot serve with the certificate: {0}")]
    Serve(#[from] rustls::Error),
}

/// The office's own CA.
pub struct Authority {
    /// Certificate (DER).
    pub certificate: Vec<u8>,
    key: KeyPair,
}

impl Authority {
    /// Reads the CA from the data folder, or founds it there.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn open(data_dir: &Path) -> Result<Self, TlsError> {
        let (ca, key) = (data_dir.join(CA_FILE), data_dir.join(KEY_FILE));
        if ca.exists() && key.exists() {
            let pem = std::fs::read_to_string(&key).map_err(|source| file(&key, source))?;
            let certificate = std::fs::read(&ca).map_err(|source| file(&ca, source))?;
            return Ok(Self { certificate, key: KeyPair::from_pem(&pem)? });
        }
        let pair = KeyPair::generate()?;
        let certificate = ca_params().self_signed(&pair)?.der().to_vec();
        std::fs::create_dir_all(data_dir).map_err(|source| file(data_dir, source))?;
        write_private(&key, pair.serialize_pem().as_bytes())?;
        std::fs::write(&ca, &certificate).map_err(|source| file(&ca, source))?;
        Ok(Self { certificate, key: pair })
    }

    /// What enrolment texts carry.
    #[must_use]
    pub fn fingerprint(&self) -> Digest {
        Digest::of(&[&self.certificate])
    }

    /// Settings to serve with, under a fresh certificate for these host names and IP addresses.
    ///
    /// # Errors
    /// When a name is none.
    pub fn server(&self, names: Vec<String>) -> Result<Arc<rustls::ServerConfig>, TlsError> {
        let leaf = KeyPair::generate()?;
        let mut params = lasting(CertificateParams::new(names)?);
        params.distinguished_name.push(DnType::CommonName, "Zoufang office");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let certificate = params.signed_by(&leaf, &Issuer::new(ca_params(), &self.key))?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(leaf.serialize_der())),
            )?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}

/// Good at any date that a phone may believe in. A clock that is years off, or that woke up in 1970 after the battery
/// was out, must not keep visits back; what ends trust in a certificate is another CA in the enrolment text.
fn lasting(mut params: CertificateParams) -> CertificateParams {
    params.not_before = rcgen::date_time_ymd(1970, 1, 1);
    params.not_after = rcgen::date_time_ymd(4096, 1, 1);
    params
}

fn ca_params() -> CertificateParams {
    let mut params = lasting(CertificateParams::default());
    params.distinguished_name.push(DnType::CommonName, "Zoufang office CA");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

/// Writes a file that only its owner can read, from its first byte on.
fn write_private(path: &Path, bytes: &[u8]) -> Result<(), TlsError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut out| {
        out.write_all(bytes)?;
        out.sync_all()
    });
    written.map_err(|source| file(path, source))
}

fn file(path: &Path, source: std::io::Error) -> TlsError {
    TlsError::File { path: path.into(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_authority_survives_a_restart_and_its_key_is_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let first = Authority::open(folder.path()).unwrap();
        let again = Authority::open(folder.path()).unwrap();
        assert_eq!(first.fingerprint(), again.fingerprint());
        assert!(again.server(vec!["192.168.1.10".into(), "localhost".into()]).is_ok());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(folder.path().join(KEY_FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
