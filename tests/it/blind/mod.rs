//! Several people sort the same points without seeing one another, and settle where they differ.

mod compare;
mod hard;
mod secret;
mod walk;

use daisychain::insight::blind::{self, Sample};
use daisychain::insight::themes::{self, Family};
use entity::shared::{Kind, Role};
use entity::{blind_sample, insight, organiser, theme};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, QueryOrder};
use uuid::Uuid;

use crate::plan_world::World;

/// A chain with twelve points of three chats and themes of these names; nothing is sorted.
struct Here {
    world: World,
    points: Vec<insight::Model>,
    themes: Vec<theme::Model>,
    /// Another who may sort, and a third.
    cal: (Uuid, String),
    dee: (Uuid, String),
}

async fn member(world: &World, email: &str, role: Role) -> (Uuid, String) {
    let cookie = world.add_member(email, Some(role)).await;
    let newest = organiser::Entity::find().order_by_desc(organiser::Column::Id);
    let row = newest.one(&world.app.db.read).await.unwrap().unwrap();
    let named = organiser::ActiveModel {
        id: Set(row.id),
        name: Set(email.split('@').next().unwrap().to_owned()),
        ..Default::default()
    };
    named.update(&world.app.db.write).await.unwrap();
    (row.id, cookie)
}

async fn make_theme(world: &World, name: &str) -> theme::Model {
    let txn = world.begin().await;
    let (means, chain) = (&world.app.means, world.face.chain.id);
    let made = themes::create(&txn, means, world.owner, chain, name, "");
    let made = made.await.unwrap().unwrap();
    txn.commit().await.unwrap();
    made
}

async fn with_points(n: usize) -> (World, Vec<insight::Model>) {
    let world = World::new().await;
    let mut last = world.starter("Maria").await;
    let mut points = Vec::new();
    for (chat, name) in ["Sam", "Lea", "Kim"].into_iter().enumerate() {
        let texts: Vec<String> = (0..n)
            .filter(|n| n % 3 == chat)
            .map(|n| format!("WORDS-{n}."))
            .collect();
        let said = texts.iter().map(|t| (Kind::Need, t.as_str(), false));
        let said: Vec<_> = said.collect();
        let (person, chat) = world.chat(&last, name, &said).await;
        points.extend(world.points(&chat).await);
        last = person;
    }
    (world, points)
}

impl Here {
    async fn new() -> Self {
        let (world, points) = with_points(12).await;
        let mut themes = Vec::new();
        for name in ["Price", "Hours", "Transport"] {
            themes.push(make_theme(&world, name).await);
        }
        let cal = member(&world, "cal@example.org", Role::Coder).await;
        let dee = member(&world, "dee@example.org", Role::Coder).await;
        Self {
            world,
            points,
            themes,
            cal,
            dee,
        }
    }

    fn href(&self, below: &str) -> String {
        format!("/desk/{}/blind{below}", self.world.slug())
    }

    fn theme(&self, n: usize) -> String {
        self.themes[n].id.to_string()
    }

    /// The owner takes a sample of ten by its form; returns its address.
    async fn take(&self) -> String {
        let got = self.world.post(&self.href(""), &[("points", "10")]).await;
        let at = got.location.strip_suffix("?note=taken");
        at.unwrap_or_else(|| panic!("{}", got.body)).to_owned()
    }

    async fn sample(&self, at: &str) -> Sample {
        let id: Uuid = at.rsplit('/').next().unwrap().parse().unwrap();
        let chain = self.world.face.chain.id;
        let found = blind::find(&self.world.app.db.read, chain, id).await;
        found.unwrap().unwrap()
    }

    /// Somebody puts the nth point of a sample into themes by the form; an empty list is "fits none".
    async fn says(&self, who: &str, at: &str, n: usize, themes: &[usize]) -> String {
        let point = self.sample(at).await.points[n].insight;
        let ids: Vec<String> = themes.iter().map(|n| self.theme(*n)).collect();
        let mut sent: Vec<(&str, &str)> = ids.iter().map(|id| ("themes", id.as_str())).collect();
        if sent.is_empty() {
            sent.push(("none", "1"));
        }
        let path = format!("{at}/sort/{point}");
        self.world.post_as(who, &path, &sent).await.location
    }

    /// Somebody sorts all of a sample into one theme each, but for those that `other` says, and is done.
    async fn sorts(&self, who: &str, at: &str, other: &[(usize, &[usize])]) {
        for n in 0..self.sample(at).await.points.len() {
            let otherwise = other.iter().find(|(at, _)| *at == n);
            let themes = otherwise.map_or(&[0][..], |(_, themes)| themes);
            self.says(who, at, n, themes).await;
        }
        let got = self.world.post_as(who, &format!("{at}/done"), &[]).await;
        assert_eq!(got.location, format!("{at}?note=done"));
    }

    /// Names of the themes the nth point of a sample stands in.
    async fn stands(&self, at: &str, n: usize) -> Vec<String> {
        let point = self.sample(at).await.points[n].insight;
        let conn = &self.world.app.db.read;
        let family = Family::read(conn, self.world.face.chain.id).await.unwrap();
        let all = themes::of_points(conn, [point]).await.unwrap();
        family.names(all.get(&point).map_or(&[], Vec::as_slice))
    }
}

async fn withdraw(world: &World, point: Uuid) {
    let row = insight::ActiveModel {
        id: Set(point),
        withdrawn_at: Set(Some(world.app.means.now())),
        ..Default::default()
    };
    row.update(&world.app.db.write).await.unwrap();
}

async fn samples(world: &World) -> Vec<blind_sample::Model> {
    let all = blind_sample::Entity::find().all(&world.app.db.read).await;
    all.unwrap()
}
