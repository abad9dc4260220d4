//! The e-mail with the one-time code, over real SMTP.

use std::net::SocketAddr;

use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor, message::header::ContentType,
};

/// Sends codes through one SMTP server.
pub(crate) struct Mailer(AsyncSmtpTransport<Tokio1Executor>);

/// An e-mail that did not leave.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MailError {
    #[error("the address is not valid")]
    Address(#[from] lettre::address::AddressError),
    #[error("the message cannot be composed: {0}")]
    Compose(#[from] lettre::error::Error),
    #[error("the mail server refused: {0}")]
    Send(#[from] lettre::transport::smtp::Error),
}

impl Mailer {
    pub(crate) fn new(server: SocketAddr) -> Self {
        // Plain SMTP: the sink is on this machine.
        Self(
            AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(server.ip().to_string())
                .port(server.port())
                .build(),
        )
    }

    pub(crate) async fn send_code(&self, address: &str, code: &str) -> Result<(), MailError> {
        let message = Message::builder()
            .from("SANDBOX cloud signature <code@sandbox.invalid>".parse()?)
            .to(address.parse()?)
            .subject("SANDBOX: текшерүү код / код проверки")
            .header(ContentType::TEXT_PLAIN)
            .body(format!(
                "SANDBOX\n\n\
                 Текшерүү код: {code}\n\
                 Код проверки: {code}\n\
                 Verification code: {code}\n\n\
                 SANDBOX: чыныгы кызмат эмес / не настоящая служба / not a real service\n"
            ))?;
        self.0.send(message).await?;
        Ok(())
    }
}
