//! Organisers at the desk, each in a browser of their own, signed in without the code that is mailed.

use axum::body::Body;
use axum::http::{Request, header};
use chrono::Duration;
use daisychain::app::App;
use daisychain::keys::{self, Place};
use daisychain::people;
use entity::shared::Role;
use entity::{membership, organiser, participant, session};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::resident_support::{Answer, Filling, World};

/// Returns Asha, who owns the chain.
pub async fn owner(world: &World) -> organiser::Model {
    organiser::Entity::find()
        .filter(organiser::Column::Name.eq("Asha"))
        .one(&world.app.db.read)
        .await
        .unwrap()
        .unwrap()
}

/// Begins a session and returns its cookie.
pub async fn sign_in(app: &App, organiser: Uuid) -> String {
    let (now, token) = (app.means.now(), app.means.sources.token());
    session::ActiveModel {
        id: Set(app.means.id()),
        id_hash: Set(keys::hash(&token)),
        organiser: Set(organiser),
        browser: Set(String::new()),
        made_at: Set(now),
        idle_until: Set(now + Duration::days(400)),
        ends_at: Set(now + Duration::days(400)),
        revoked_at: Set(None),
    }
    .insert(&app.db.write)
    .await
    .unwrap();
    format!("s={token}")
}

/// Adds an organiser whose address opens.
pub async fn add_organiser(app: &App, name: &str) -> Uuid {
    let (means, id) = (&app.means, app.means.id());
    let address = format!("{id}@example.org");
    organiser::ActiveModel {
        id: Set(id),
        email: Set(means
            .keys
            .seal(&means.sources, Place::OrganiserEmail, id, &address)),
        email_index: Set(means.keys.address_index(&address)),
        name: Set(name.to_owned()),
        made_at: Set(means.now()),
        number_keys: Set(false),
    }
    .insert(&app.db.write)
    .await
    .unwrap();
    id
}

/// Gives an organiser a role on a host or on a chain.
pub async fn add_member(
    app: &App,
    organiser: Uuid,
    (host, chain): (Option<Uuid>, Option<Uuid>),
    role: Role,
) {
    membership::ActiveModel {
        id: Set(app.means.id()),
        organiser: Set(organiser),
        host: Set(host),
        chain: Set(chain),
        role: Set(role),
        made_at: Set(app.means.now()),
        morning: Set(true),
    }
    .insert(&app.db.write)
    .await
    .unwrap();
}

/// Signs Asha in and returns her and her cookie.
pub async fn signed_in(world: &World) -> (organiser::Model, String) {
    let asha = owner(world).await;
    let cookie = sign_in(&world.app, asha.id).await;
    (asha, cookie)
}

/// Opens an address with this cookie, or sends a form to it the way our own page would.
pub async fn as_organiser(world: &World, cookie: &str, path: &str, form: Option<&str>) -> Answer {
    let request = Request::builder()
        .method(if form.is_some() { "POST" } else { "GET" })
        .uri(path)
        .header(header::COOKIE, cookie)
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let body = Body::from(form.unwrap_or_default().to_owned());
    world.send(request.body(body).unwrap()).await
}

/// A browser in which an organiser is signed in.
pub struct Browser<'w> {
    pub world: &'w World,
    pub cookie: String,
}

impl<'w> Browser<'w> {
    pub async fn of(world: &'w World, organiser: Uuid) -> Self {
        let cookie = sign_in(&world.app, organiser).await;
        Self { world, cookie }
    }

    pub async fn asha(world: &'w World) -> Self {
        let (_, cookie) = signed_in(world).await;
        Self { world, cookie }
    }

    pub async fn with_role(world: &'w World, name: &str, role: Role) -> Self {
        let id = add_organiser(&world.app, name).await;
        add_member(&world.app, id, (None, Some(world.face.chain.id)), role).await;
        Self::of(world, id).await
    }

    pub async fn send(&self, path: &str, body: Option<String>) -> Answer {
        let plain = path.split('#').next().unwrap();
        as_organiser(self.world, &self.cookie, plain, body.as_deref()).await
    }

    /// Opens a page and follows where it leads.
    pub async fn open(&self, path: &str) -> Answer {
        let mut path = path.to_owned();
        for _ in 0..5 {
            let answer = self.send(&path, None).await;
            match answer.location {
                Some(next) => path = next,
                None => return answer,
            }
        }
        panic!("{path} leads round in a circle");
    }

    pub async fn desk(&self, below: &str) -> Answer {
        self.open(&self.path(below)).await
    }

    /// Returns the address of something below the chain's desk.
    pub fn path(&self, below: &str) -> String {
        format!("/desk/{}{below}", self.world.face.chain.slug)
    }

    /// Presses a button of a filled form and opens where it leads.
    pub async fn press(&self, form: Filling<'_>, button: &str) -> Answer {
        let (action, body) = form.request(button);
        self.submit(&action, body).await
    }

    /// Sends a form and opens where it leads.
    pub async fn submit(&self, path: &str, body: String) -> Answer {
        let answer = self.send(path, Some(body)).await;
        match &answer.location {
            Some(next) => self.open(next).await,
            None => answer,
        }
    }

    /// Begins to write for somebody and returns their first page.
    pub async fn write_for(&self, person: &participant::Model, source: &str) -> Answer {
        let first = people::first_name(person);
        let page = self.desk(&format!("/people/{}", person.id)).await;
        let page = self.open(&page.link(&format!("Write for {first}"))).await;
        self.press(page.form().tick(source), &format!("Write for {first}"))
            .await
    }
}
