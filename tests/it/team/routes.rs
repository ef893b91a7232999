//! Every address of the desk, and who may open it or send a form to it: one table, held against the router itself.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use daisychain::insight::themes;
use daisychain::people::{self, Channel, Prefs};
use daisychain::router;
use daisychain::router::listing;
use entity::shared::{Kind, Role};
use entity::{blind_point, blind_sample, link, participant};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait};
use tower::ServiceExt;
use uuid::Uuid;

use crate::plan_world::World;

/// Who is needed, by path; `GET` first, then `POST` where the address takes a form. `-`: there is no such route.
/// `anyone`: whoever is signed in. `keeper`: the host's safeguarding person, to all others it does not exist. `saver`:
/// who saved the template; here that is none of the visitors. `host`: an organiser of the host, not of this chain alone.
const TABLE: &str = "
/desk anyone -
/desk/account anyone anyone
/desk/account/morning - anyone
/desk/account/sessions - anyone
/desk/new anyone anyone
/desk/new/{template} anyone anyone
/desk/new/{template}/remove saver saver
/desk/{slug} coder -
/desk/{slug}/asks organiser -
/desk/{slug}/asks/{id} organiser -
/desk/{slug}/asks/{id}/approve - host
/desk/{slug}/asks/{id}/decline - organiser
/desk/{slug}/blind coder coder
/desk/{slug}/blind/{id} coder -
/desk/{slug}/blind/{id}/close organiser organiser
/desk/{slug}/blind/{id}/done - coder
/desk/{slug}/blind/{id}/mine coder -
/desk/{slug}/blind/{id}/points/{insight} coder coder
/desk/{slug}/blind/{id}/same - coder
/desk/{slug}/blind/{id}/sort coder -
/desk/{slug}/blind/{id}/sort/{insight} coder coder
/desk/{slug}/calls organiser -
/desk/{slug}/calls/list organiser organiser
/desk/{slug}/calls/number - organiser
/desk/{slug}/close organiser organiser
/desk/{slug}/conversations coder -
/desk/{slug}/conversations/{id} coder -
/desk/{slug}/door-letters organiser organiser
/desk/{slug}/door-letters/{id} organiser -
/desk/{slug}/door-letters/{id}/close organiser organiser
/desk/{slug}/find/{nomination} organiser organiser
/desk/{slug}/find/{nomination}/waiting - organiser
/desk/{slug}/gatherings organiser -
/desk/{slug}/gatherings/new organiser organiser
/desk/{slug}/gatherings/{id} organiser -
/desk/{slug}/gatherings/{id}/answer - organiser
/desk/{slug}/gatherings/{id}/cancel organiser organiser
/desk/{slug}/gatherings/{id}/edit organiser organiser
/desk/{slug}/gatherings/{id}/room organiser organiser
/desk/{slug}/gatherings/{id}/take-back - organiser
/desk/{slug}/gatherings/{id}/tell organiser organiser
/desk/{slug}/groups coder -
/desk/{slug}/groups/alike coder -
/desk/{slug}/groups/alike/{id} coder coder
/desk/{slug}/groups/passed coder -
/desk/{slug}/groups/passed/{id}/back - coder
/desk/{slug}/groups/{id} coder coder
/desk/{slug}/groups/{id}/pass - coder
/desk/{slug}/health reader -
/desk/{slug}/health/goal organiser organiser
/desk/{slug}/live coder -
/desk/{slug}/log organiser owner
/desk/{slug}/map.json coder -
/desk/{slug}/map/poster coder -
/desk/{slug}/messages organiser -
/desk/{slug}/messages/again - organiser
/desk/{slug}/messages/replies organiser -
/desk/{slug}/messages/replies/{id}/read - organiser
/desk/{slug}/messages/replies/{id}/use - organiser
/desk/{slug}/messages/{id} organiser -
/desk/{slug}/messages/let-go - organiser
/desk/{slug}/messages/{id}/again - organiser
/desk/{slug}/messages/{id}/letter - organiser
/desk/{slug}/messages/{id}/resend organiser organiser
/desk/{slug}/people organiser -
/desk/{slug}/people/add organiser organiser
/desk/{slug}/people/add-list organiser organiser
/desk/{slug}/people/added organiser -
/desk/{slug}/people/sheet organiser organiser
/desk/{slug}/people/sheet-added organiser -
/desk/{slug}/people/sheet/{id} organiser organiser
/desk/{slug}/people/sheet/{id}/check organiser organiser
/desk/{slug}/people/{id} organiser -
/desk/{slug}/people/{id}/address organiser organiser
/desk/{slug}/people/{id}/address/held - organiser
/desk/{slug}/people/{id}/call organiser organiser
/desk/{slug}/people/{id}/close organiser organiser
/desk/{slug}/people/{id}/copy - organiser
/desk/{slug}/people/{id}/details - organiser
/desk/{slug}/people/{id}/end-link organiser organiser
/desk/{slug}/people/{id}/forget organiser organiser
/desk/{slug}/people/{id}/go-on - organiser
/desk/{slug}/people/{id}/join organiser organiser
/desk/{slug}/people/{id}/letter organiser organiser
/desk/{slug}/people/{id}/never-write organiser organiser
/desk/{slug}/people/{id}/new-link organiser organiser
/desk/{slug}/people/{id}/notes - organiser
/desk/{slug}/people/{id}/notes/{note}/remove - organiser
/desk/{slug}/people/{id}/remind organiser organiser
/desk/{slug}/people/{id}/reminded/{message} organiser organiser
/desk/{slug}/people/{id}/reserve organiser organiser
/desk/{slug}/people/{id}/rest organiser organiser
/desk/{slug}/people/{id}/script organiser organiser
/desk/{slug}/people/{id}/slip organiser organiser
/desk/{slug}/people/{id}/step-in organiser organiser
/desk/{slug}/people/{id}/take-back - organiser
/desk/{slug}/people/{id}/take-out organiser organiser
/desk/{slug}/people/{id}/told - organiser
/desk/{slug}/people/{id}/told/undo - organiser
/desk/{slug}/people/{id}/write-for organiser organiser
/desk/{slug}/plan reader organiser
/desk/{slug}/plan/actions/new organiser organiser
/desk/{slug}/plan/actions/{id} organiser organiser
/desk/{slug}/plan/actions/{id}/bring-back - organiser
/desk/{slug}/plan/actions/{id}/hands organiser -
/desk/{slug}/plan/actions/{id}/hands/owner-end - organiser
/desk/{slug}/plan/actions/{id}/hands/owner/{person} organiser organiser
/desk/{slug}/plan/actions/{id}/history organiser -
/desk/{slug}/plan/actions/{id}/move - organiser
/desk/{slug}/plan/actions/{id}/news organiser organiser
/desk/{slug}/plan/actions/{id}/news/{news}/take-back - organiser
/desk/{slug}/plan/actions/{id}/points organiser organiser
/desk/{slug}/plan/actions/{id}/remove organiser organiser
/desk/{slug}/plan/actions/{id}/steps - organiser
/desk/{slug}/plan/actions/{id}/steps/{step}/remove - organiser
/desk/{slug}/plan/actions/{id}/steps/{step}/tick - organiser
/desk/{slug}/plan/actions/new/throw-away - organiser
/desk/{slug}/plan/actions/{id}/throw-away - organiser
/desk/{slug}/plan/challenges organiser -
/desk/{slug}/plan/challenges/{id} organiser organiser
/desk/{slug}/plan/challenges/{id}/close - organiser
/desk/{slug}/plan/throw-away - organiser
/desk/{slug}/plan/asked organiser -
/desk/{slug}/plan/asked/{id}/later - organiser
/desk/{slug}/plan/gone organiser organiser
/desk/{slug}/plan/hands organiser -
/desk/{slug}/plan/hands/hide - organiser
/desk/{slug}/plan/hands/introduce organiser organiser
/desk/{slug}/plan/hands/introductions organiser -
/desk/{slug}/plan/hands/introductions/{id} organiser -
/desk/{slug}/plan/hands/introductions/{id}/take-back - organiser
/desk/{slug}/plan/proposals organiser -
/desk/{slug}/plan/proposals/{id} organiser -
/desk/{slug}/plan/proposals/{id}/decline - organiser
/desk/{slug}/plan/proposals/{id}/join - organiser
/desk/{slug}/plan/proposals/{id}/take - organiser
/desk/{slug}/plan/publish organiser organiser
/desk/{slug}/plan/publish/names - organiser
/desk/{slug}/plan/publish/names/again - organiser
/desk/{slug}/plan/removed organiser -
/desk/{slug}/plan/next organiser host
/desk/{slug}/plan/round reader -
/desk/{slug}/plan/round/new organiser organiser
/desk/{slug}/plan/round/{n} reader -
/desk/{slug}/plan/round/{n}/ballot organiser -
/desk/{slug}/plan/round/{n}/cards/{card}/remove organiser organiser
/desk/{slug}/plan/round/{n}/close organiser organiser
/desk/{slug}/plan/round/{n}/day organiser organiser
/desk/{slug}/plan/round/{n}/type-in organiser -
/desk/{slug}/plan/round/{n}/type-in/{person} organiser organiser
/desk/{slug}/points coder coder
/desk/{slug}/points/{id} coder -
/desk/{slug}/points/{id}/names - coder
/desk/{slug}/print organiser organiser
/desk/{slug}/print/news organiser organiser
/desk/{slug}/print/news/given - organiser
/desk/{slug}/reach reader -
/desk/{slug}/reach/download reader -
/desk/{slug}/reach/questions organiser organiser
/desk/{slug}/reach/questions/{key} organiser organiser
/desk/{slug}/reach/questions/{key}/remove - organiser
/desk/{slug}/reports/{id} organiser organiser
/desk/{slug}/rescue organiser organiser
/desk/{slug}/rescue/done/{nonce} organiser organiser
/desk/{slug}/rescue/send - organiser
/desk/{slug}/setup organiser -
/desk/{slug}/setup/about organiser organiser
/desk/{slug}/setup/copy host host
/desk/{slug}/setup/host owner owner
/desk/{slug}/setup/near organiser organiser
/desk/{slug}/setup/open organiser organiser
/desk/{slug}/setup/questions organiser organiser
/desk/{slug}/setup/rules organiser organiser
/desk/{slug}/setup/seen organiser organiser
/desk/{slug}/setup/template owner owner
/desk/{slug}/setup/try organiser organiser
/desk/{slug}/setup/try/sent organiser -
/desk/{slug}/setup/words organiser organiser
/desk/{slug}/said-once coder -
/desk/{slug}/said-once/{point} coder coder
/desk/{slug}/enough reader -
/desk/{slug}/sort coder -
/desk/{slug}/sort/keys coder coder
/desk/{slug}/sort/undo - coder
/desk/{slug}/sort/{insight} coder coder
/desk/{slug}/team reader -
/desk/{slug}/team/add owner owner
/desk/{slug}/team/leave reader reader
/desk/{slug}/team/{id} owner owner
/desk/{slug}/team/{id}/take-back - owner
/desk/{slug}/themes reader coder
/desk/{slug}/themes/file.csv reader -
/desk/{slug}/themes/how reader -
/desk/{slug}/themes/{id} coder coder
/desk/{slug}/themes/{id}/apart coder coder
/desk/{slug}/themes/{id}/history coder -
/desk/{slug}/themes/{id}/merge coder coder
/desk/{slug}/themes/{id}/move - coder
/desk/{slug}/themes/{id}/nest coder coder
/desk/{slug}/themes/{id}/points - coder
/desk/{slug}/themes/{id}/points/{insight} - coder
/desk/{slug}/themes/{id}/remove coder coder
/desk/{slug}/themes/{id}/split coder coder
/desk/{slug}/tried organiser -
/desk/{slug}/tried/{*below} organiser organiser
/desk/{slug}/type-in organiser organiser
/desk/{slug}/wall organiser -
/desk/{slug}/worries keeper -
/desk/{slug}/worries/{id} keeper keeper
/desk/{slug}/worries/{id}/delete keeper keeper
/desk/{slug}/worries/{id}/show - keeper
";

/// Addresses without an id that ask for one in the query or the form.
const NAMED_IN_THE_FORM: [&str; 4] = [
    "/desk/account/sessions",
    "/desk/{slug}/people/added",
    "/desk/{slug}/people/sheet-added",
    "/desk/{slug}/calls/number",
];

fn table() -> BTreeMap<(String, &'static str), &'static str> {
    let mut all = BTreeMap::new();
    for line in TABLE.lines().filter(|line| !line.is_empty()) {
        let [path, get, post] = line.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        for (method, who) in [("GET", get), ("POST", post)] {
            if who != "-" {
                all.insert((path.to_owned(), method), who);
            }
        }
    }
    all
}

/// How a visitor is let in. What a chain does not show to somebody looks as if it was not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Let {
    In,
    Forbidden,
    NotThere,
    ToSignIn,
}

struct Visitor {
    name: &'static str,
    cookie: String,
    role: Option<Role>,
    keeper: bool,
    signed_in: bool,
}

impl Visitor {
    fn wanted(&self, needed: &str) -> Let {
        let has = |role: Role| {
            let rank = |role| Role::ALL.iter().position(|r| *r == role);
            self.role.is_some_and(|mine| rank(mine) <= rank(role))
        };
        match (needed, Role::parse(needed)) {
            _ if !self.signed_in => Let::ToSignIn,
            ("anyone", _) => Let::In,
            ("saver", _) => Let::NotThere,
            _ if self.role.is_none() => Let::NotThere,
            ("host" | "keeper", _) if self.keeper => Let::In,
            ("host", _) => Let::Forbidden,
            ("keeper", _) => Let::NotThere,
            (_, Some(role)) if has(role) => Let::In,
            (_, Some(_)) => Let::Forbidden,
            (other, None) => panic!("{other} is no role"),
        }
    }
}

/// From least to most, so that what a form does comes last.
async fn visitors(w: &World) -> Vec<Visitor> {
    let mut all = vec![Visitor {
        name: "nobody",
        cookie: String::new(),
        role: None,
        keeper: false,
        signed_in: false,
    }];
    let roles = [
        None,
        Some(Role::Reader),
        Some(Role::Coder),
        Some(Role::Organiser),
        Some(Role::Owner),
    ];
    for role in roles {
        let name = role.map_or("stranger", Role::as_str);
        all.push(Visitor {
            name,
            cookie: w.add_member(&format!("{name}@team.example"), role).await,
            role,
            keeper: false,
            signed_in: true,
        });
    }
    all.push(Visitor {
        name: "keeper",
        cookie: w.cookie.clone(),
        role: Some(Role::Owner),
        keeper: true,
        signed_in: true,
    });
    all
}

struct Got {
    status: StatusCode,
    to: String,
    body: String,
}

async fn ask(router: &Router, cookie: &str, method: &str, path: &str) -> Got {
    let request = Request::builder()
        .method(Method::from_bytes(method.as_bytes()).unwrap())
        .uri(path)
        .header(header::COOKIE, format!("s={cookie}"))
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let request = request.body(Body::empty()).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let to = response.headers().get(header::LOCATION);
    let to = to.map_or("", |to| to.to_str().unwrap()).to_owned();
    // What is announced has no end: nothing of it is read here.
    let endless = path.contains("/live") && status == StatusCode::OK;
    let body = if endless {
        String::new()
    } else {
        let bytes = to_bytes(response.into_body(), 1 << 24).await.unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    };
    Got { status, to, body }
}

fn let_in(got: &Got) -> Let {
    match got.status {
        StatusCode::FORBIDDEN => Let::Forbidden,
        StatusCode::NOT_FOUND => Let::NotThere,
        _ if got.to.starts_with("/sign-in") => Let::ToSignIn,
        status => {
            assert!(!status.is_server_error(), "{status}");
            Let::In
        }
    }
}

/// Puts ids into an address: nobody's, or those of `there`.
fn filled(w: &World, path: &str, there: &BTreeMap<&str, Uuid>) -> String {
    let mut filled = path
        .replace("{slug}", w.slug())
        .replace("{template}", "food")
        .replace("{*below}", "agree")
        .replace("/round/{n}", "/round/1");
    for (stem, id) in there {
        filled = filled.replace(&format!("/{stem}/{{id}}"), &format!("/{stem}/{id}"));
        filled = filled.replace(&format!("/{stem}/{{insight}}"), &format!("/{stem}/{id}"));
        filled = filled.replace(&format!("/{stem}/{{point}}"), &format!("/{stem}/{id}"));
    }
    for name in [
        "{id}",
        "{nomination}",
        "{insight}",
        "{note}",
        "{message}",
        "{nonce}",
    ] {
        filled = filled.replace(name, &Uuid::nil().to_string());
    }
    if filled.ends_with("/live") {
        filled.push_str("?part=map");
    }
    filled
}

#[test]
fn every_route_of_the_desk_stands_in_the_table() {
    let there: Vec<(String, &str)> = listing()
        .into_iter()
        .filter(|route| route.path.starts_with("/desk"))
        .map(|route| (route.path.to_owned(), route.method))
        .collect();
    let table = table();
    let missing: Vec<_> = there.iter().filter(|r| !table.contains_key(*r)).collect();
    assert!(missing.is_empty(), "say in TABLE who may use: {missing:#?}");
    let gone: Vec<_> = table.keys().filter(|r| !there.contains(r)).collect();
    assert!(gone.is_empty(), "no longer there: {gone:#?}");
}

#[tokio::test]
async fn each_address_lets_in_who_may_and_nobody_else() {
    let w = World::new().await;
    let router = router::router(&w.app);
    let table = table();
    let mut wrong = Vec::new();
    for visitor in visitors(&w).await {
        // Looking first: a form may change what there is to see.
        for method in ["GET", "POST"] {
            for ((path, _), needed) in table.iter().filter(|((_, m), _)| *m == method) {
                let address = filled(&w, path, &BTreeMap::new());
                let got = ask(&router, &visitor.cookie, method, &address).await;
                let (is, wanted) = (let_in(&got), visitor.wanted(needed));
                // Whoever may open it finds nothing there: nobody has the id of nobody.
                let named = path.matches('{').count() > 1;
                let named = named || NAMED_IN_THE_FORM.contains(&path.as_str());
                let nobody = is == Let::NotThere && wanted == Let::In && named;
                if is != wanted && !nobody {
                    wrong.push(format!(
                        "{} {method} {path}: {is:?}, not {wanted:?}",
                        visitor.name
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn no_page_for_coders_and_readers_tells_how_to_reach_anybody() {
    let w = World::new().await;
    let ana = w.starter("Ana").await;
    let said = [
        (Kind::Need, "A place to sit", false),
        (Kind::Idea, "CANARYPOINT", false),
    ];
    let (sam, chat) = w.chat(&ana, "Sam", &said).await;
    w.chat(&sam, "Grace", &[(Kind::Need, "Longer hours", false)])
        .await;
    let points = w.points(&chat).await;
    let txn = w.begin().await;
    let prefs = Prefs {
        channel: Some(Channel::Phone),
        times: vec!["any".to_owned()],
        ..Prefs::default()
    };
    for person in [&ana, &sam] {
        let saved =
            people::save_prefs(&txn, &w.app.means, person.id, &prefs, Some("020 7946 0777"));
        saved.await.unwrap();
    }
    let (means, chain) = (&w.app.means, w.face.chain.id);
    let theme = themes::create(&txn, means, w.owner, chain, "Places", "")
        .await
        .unwrap();
    let theme = theme.expect("a theme");
    let blind = lay_sample(&w, &txn, points[0].id).await;
    txn.commit().await.unwrap();
    crate::weigh::open_round(&w, &[None, None], None).await;
    let there = BTreeMap::from([
        ("conversations", chat.id),
        ("blind", blind),
        ("themes", theme.id),
        ("sort", points[0].id),
        ("said-once", points[0].id),
        ("points", points[0].id),
    ]);
    let secrets = secrets(&w).await;
    let router = router::router(&w.app);
    let mut read = 0;
    for visitor in visitors(&w).await {
        let Some(role @ (Role::Coder | Role::Reader)) = visitor.role else {
            continue;
        };
        for ((path, method), needed) in table() {
            if method != "GET" || visitor.wanted(needed) != Let::In {
                continue;
            }
            let address = filled(&w, &path, &there);
            let got = ask(&router, &visitor.cookie, method, &address).await;
            assert!(
                got.status.is_success() || got.status.is_redirection(),
                "{address}: {}",
                got.status
            );
            for secret in &secrets {
                assert!(
                    !got.body.contains(secret),
                    "{role:?} finds {secret} at {address}"
                );
            }
            if role == Role::Reader && path != "/desk/{slug}/team" {
                assert!(
                    !got.body.contains("CANARYPOINT") && !got.body.contains(">Sam<"),
                    "{address}"
                );
            }
            read += 1;
        }
    }
    assert!(read > 20, "only {read} pages");
}

/// A sample of one point, which the rules would not take.
async fn lay_sample(w: &World, txn: &DatabaseTransaction, point: Uuid) -> Uuid {
    let (id, chain) = (w.app.means.id(), w.face.chain.id);
    let sample = blind_sample::ActiveModel {
        id: Set(id),
        chain: Set(chain),
        made_by: Set(w.owner),
        made_at: Set(w.app.means.now()),
        closed_at: Set(None),
    };
    sample.insert(txn).await.unwrap();
    let place = blind_point::ActiveModel {
        id: Set(w.app.means.id()),
        sample: Set(id),
        chain: Set(chain),
        insight: Set(point),
        position: Set(1),
        settled_by: Set(None),
        settled_at: Set(None),
    };
    place.insert(txn).await.unwrap();
    id
}

/// How to reach the people of the chain, in every way that could stand on a page.
async fn secrets(w: &World) -> Vec<String> {
    let mut all = vec![
        "7946 0777".to_owned(),
        "79460777".to_owned(),
        "href=\"/p/".to_owned(),
    ];
    for person in participant::Entity::find()
        .all(&w.app.db.read)
        .await
        .unwrap()
    {
        let details = people::details(&w.app.means, &person).unwrap();
        all.extend(details.email);
        all.push(format!("/people/{}", person.id));
    }
    for link in link::Entity::find().all(&w.app.db.read).await.unwrap() {
        all.push(w.app.means.keys.link_token(link.id, link.generation));
    }
    assert!(all.len() > 8);
    all
}
