//! Signing in to the console: an HttpOnly cookie holds the session, a header that only our own page knows proves that
//! a change was meant (CSRF).

use std::net::SocketAddr;

use axum::Json;
use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use zoufang_wire::{ApiError, Digest, ErrorCode};

use super::Console;
use super::refusal::Refusal;
use super::sight::Sight;
use crate::accounts::{Right, Role, SignIn as Entering, SignedIn};
use crate::audit::By;
use crate::storage::Scope;
use crate::storage::account::Account;

const COOKIE: &str = "zf_console";
/// Carries [`Session::csrf`] with every request that changes something.
pub const CSRF: &str = "x-zoufang-csrf";

/// What the page knows of the one who signed in.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleSession", export_to = "ConsoleSession.ts")]
pub struct Session {
    pub account: String,
    pub role: Role,
    /// What the page may offer; the office asks again at every request.
    pub rights: Vec<Right>,
    pub town: String,
    /// To be sent back in `x-zoufang-csrf`.
    pub csrf: String,
}

/// `POST /console/api/session`.
#[derive(Deserialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleSignIn", export_to = "ConsoleSignIn.ts")]
pub struct SignIn {
    pub account: String,
    pub password: String,
}

/// Somebody with a valid session, and for changes a valid CSRF header. `console::routes` has asked for the route's
/// right before a handler gets one.
#[derive(Clone)]
pub struct Officer {
    pub account: Account,
    pub role: Role,
    pub scope: Scope,
    token: String,
}

impl Officer {
    /// Reads cookie and header of a request.
    pub async fn of(console: &Console, method: &Method, headers: &HeaderMap) -> Result<Self, Refusal> {
        let token = cookie(headers).ok_or(ApiError::new(ErrorCode::Unauthorized))?;
        let asked = token.clone();
        let SignedIn { account, role, scope } = console
            .blocking(move |office| office.session(&asked))
            .await?
            .ok_or(ApiError::new(ErrorCode::Unauthorized))?;
        let reads = matches!(*method, Method::GET | Method::HEAD);
        let sent = headers.get(CSRF).and_then(|value| value.to_str().ok());
        if !reads && sent != Some(csrf_of(&token).as_str()) {
            return Err(Refusal(ApiError::new(ErrorCode::Forbidden)));
        }
        Ok(Self { account, role, scope, token })
    }

    /// The officer as the office's own functions take one.
    pub fn signed_in(&self) -> SignedIn {
        SignedIn { account: self.account.clone(), role: self.role, scope: self.scope.clone() }
    }

    pub fn may(&self, right: Right) -> bool {
        self.role.may(right)
    }

    /// For a right that depends on what the request holds; the route's own right is asked for already.
    pub fn needs(&self, right: Right) -> Result<(), ApiError> {
        if self.may(right) { Ok(()) } else { Err(ApiError::new(ErrorCode::Forbidden)) }
    }

    /// As the audit log names this person.
    pub fn by(&self) -> By {
        By::account(&self.account)
    }

    /// How much of a name or an amount this person reads.
    pub fn sight(&self) -> Sight {
        if self.may(Right::ReadNames) { Sight::Full } else { Sight::Masked }
    }
}

impl FromRequestParts<Console> for Officer {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &Console) -> Result<Self, Refusal> {
        let known = parts.extensions.get::<Self>().cloned();
        known.ok_or(Refusal(ApiError::new(ErrorCode::Unauthorized)))
    }
}

/// Derived from the session, so that nothing more is stored: who cannot read the cookie cannot make it.
fn csrf_of(token: &str) -> String {
    Digest::of(&[b"zoufang csrf ", token.as_bytes()]).to_string()
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, value)| value.to_owned())
}

/// `Secure` everywhere but over plain http on loopback, where browsers would drop such a cookie.
fn set_cookie(token: &str, seconds: u32, secure: bool) -> Result<HeaderValue, ApiError> {
    let secure = if secure { "; Secure" } else { "" };
    let text =
        format!("{COOKIE}={token}; Path=/console/api; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).map_err(|why| super::refusal::internal(&why))
}

/// Twelve hours, as long as the office keeps a session.
const SESSION_SECONDS: u32 = 12 * 3600;

pub async fn who(State(console): State<Console>, officer: Officer) -> Result<Json<Session>, Refusal> {
    session_of(&console, officer).await.map(Json)
}

pub async fn sign_in(
    State(console): State<Console>,
    peer: Option<axum::Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    Json(wanted): Json<SignIn>,
) -> Result<Response, Refusal> {
    let address = peer.map_or_else(String::new, |peer| peer.0.0.ip().to_string());
    let now = console.office.now();
    let name = wanted.account.trim().to_owned();
    if let Some(wait) = console.gate.wait(&name, &address, now) {
        return Err(Refusal(ApiError::new(ErrorCode::RateLimited).with("wait_s", wait)));
    }
    let entering = Entering {
        name: name.clone(),
        password: wanted.password,
        address: address.clone(),
        old: cookie(&headers),
    };
    let entered = console
        .blocking(move |office| {
            let (token, SignedIn { account, role, scope }) = office.sign_in(&entering)?;
            Ok(Officer { account, role, scope, token })
        })
        .await;
    let officer = match entered {
        Ok(officer) => officer,
        Err(refusal) => {
            if refusal.0.code == ErrorCode::WrongPassword {
                console.gate.wrong(&name, &address, now);
            }
            return Err(refusal);
        }
    };
    console.gate.right(&name, &address);
    let cookie = set_cookie(&officer.token, SESSION_SECONDS, !on_loopback(&headers))?;
    let mut response = Json(session_of(&console, officer).await?).into_response();
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

pub async fn sign_out(State(console): State<Console>, officer: Officer) -> Result<Response, Refusal> {
    let token = officer.token.clone();
    let by = officer.by();
    console.blocking(move |office| office.sign_out(&token, &by)).await?;
    let mut response = Json(()).into_response();
    response.headers_mut().insert(header::SET_COOKIE, set_cookie("", 0, false)?);
    Ok(response)
}

async fn session_of(console: &Console, officer: Officer) -> Result<Session, Refusal> {
    Ok(Session {
        rights: officer.role.rights(),
        town: console.blocking(crate::Office::town).await?,
        csrf: csrf_of(&officer.token),
        account: officer.account.name,
        role: officer.role,
    })
}

fn on_loopback(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}
