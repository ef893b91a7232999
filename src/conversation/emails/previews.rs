//! Messages as people would get them, to be read before anything is done: from the same words as the messages.

use chrono::{DateTime, Duration, Utc};
use entity::{conversation, nomination, participant};
use sea_orm::{ConnectionTrait, DbErr};

use super::{
    Handed, both, handed_on, introductions, left_alone, reach, reserve_asked, said_no, why_matched,
};
use crate::chain::Face;
use crate::i18n::{Arg, Words};
use crate::mail::compose::Written;
use crate::mail::{ACT, Letter, MailKind};
use crate::means::Means;
use crate::people::{self, FORGET_AFTER, emails};

/// Writes the invitation as the next person will get it when it goes out at `sent`, for the initiator to read first.
pub fn preview_invite(
    face: &Face,
    initiator: &participant::Model,
    name: &str,
    language: &str,
    sent: DateTime<Utc>,
) -> Written {
    let w = Words::of(language);
    let days = Duration::days(i64::from(face.chain.rules.invitation_days));
    let ends = w.date(sent + days, face.zone());
    let forgotten = w.date(sent + FORGET_AFTER, face.zone());
    let inviter = people::shown_name(initiator);
    let first = people::first_name(initiator);
    let args: &[(&'static str, &dyn Arg)] = &[
        ("inviter", &inviter),
        ("first", &first),
        ("topic", &face.words.topic),
        ("ends", &ends),
        ("forgotten", &forgotten),
        ("by", &"person"),
        ("host", &face.host.name),
    ];
    let signature = face.signature();
    Letter {
        w,
        kind: MailKind::Invite,
        args,
        greet: Some(people::name::first(name)),
        link: ACT,
        signature: Some(&signature),
        can_stop: true,
    }
    .write()
}

/// A message as somebody would get it, for an organiser to read before anything is done.
pub struct Preview {
    pub kind: MailKind,
    /// The first name of who reads it; empty where we do not know it.
    pub name: String,
    pub language: String,
    pub letter: Written,
}

impl Preview {
    /// Shows a message to a person of the chain.
    pub fn of(to: &participant::Model, draft: emails::Draft) -> Self {
        Self {
            kind: draft.kind,
            name: people::first_name(to).to_owned(),
            language: to.language.clone(),
            letter: draft.letter,
        }
    }
}

async fn preview(
    conn: &impl ConnectionTrait,
    means: &Means,
    person: &participant::Model,
    draft: emails::Draft,
) -> Result<Option<Preview>, DbErr> {
    let reached = reach(conn, means, person).await?.is_some() && person.bounced_at.is_none();
    Ok(reached.then(|| Preview::of(person, draft)))
}

/// Writes what people read when an organiser ends a link kindly: the two, and the second name that is asked then. Who
/// has not answered reads nothing.
pub async fn preview_closing(
    conn: &impl ConnectionTrait,
    means: &Means,
    face: &Face,
    c: &conversation::Model,
    second: Option<&nomination::Model>,
) -> Result<Vec<Preview>, DbErr> {
    let Some((initiator, partner)) = both(conn, c).await? else {
        return Ok(Vec::new());
    };
    let mut all = Vec::new();
    if c.agreed_at.is_some() {
        let draft = left_alone(face, &initiator, &partner);
        all.extend(preview(conn, means, &partner, draft).await?);
    }
    let draft = match second {
        Some(second) => {
            let name = second.name.as_deref().unwrap_or_default();
            all.push(invitation(means, face, &initiator, second));
            reserve_asked(face, &initiator, name)
        }
        None if c.agreed_at.is_some() => handed_on(face, &initiator, &partner, Handed::Asked),
        None => said_no(face, &initiator, &partner),
    };
    all.extend(preview(conn, means, &initiator, draft).await?);
    Ok(all)
}

/// Writes the invitation that a second name gets.
fn invitation(
    means: &Means,
    face: &Face,
    initiator: &participant::Model,
    second: &nomination::Model,
) -> Preview {
    let name = second.name.as_deref().unwrap_or_default();
    let language = &second.language;
    Preview {
        kind: MailKind::Invite,
        name: people::name::first(name).to_owned(),
        language: language.clone(),
        letter: preview_invite(face, initiator, name, language, means.now()),
    }
}

/// Writes what the initiator reads when their link is handed on.
pub async fn preview_handing_on(
    conn: &impl ConnectionTrait,
    means: &Means,
    face: &Face,
    c: &conversation::Model,
) -> Result<Option<Preview>, DbErr> {
    let Some((initiator, partner)) = both(conn, c).await? else {
        return Ok(None);
    };
    let draft = handed_on(face, &initiator, &partner, Handed::Found);
    preview(conn, means, &initiator, draft).await
}

/// Writes what two people read when they are joined. `asked`: the initiator asked for it themself.
pub async fn preview_match(
    conn: &impl ConnectionTrait,
    means: &Means,
    face: &Face,
    (initiator, partner): (&participant::Model, &participant::Model),
    asked: bool,
) -> Result<Vec<Preview>, DbErr> {
    let kinds = (MailKind::Matched, MailKind::SomebodyForYou);
    let why = why_matched(asked);
    let (how, who) = introductions(means, face, (initiator, partner), kinds, Some(why));
    let mut all = Vec::new();
    all.extend(preview(conn, means, initiator, how).await?);
    all.extend(preview(conn, means, partner, who).await?);
    Ok(all)
}
