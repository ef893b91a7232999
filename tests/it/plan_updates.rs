//! News reach everybody who spoke: with a photo that gives nothing away, by letter where no message arrives, on a page
//! for all; organisers hear when words go from a published plan, and are asked after a silent year.

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use chrono::Duration;
use daisychain::conversation::take_out::take_out;
use daisychain::desk::morning;
use daisychain::organiser::audit::By;
use daisychain::people::links;
use daisychain::plan::photos::{self, Refused};
use daisychain::plan::{letters, waiting, yearly};
use daisychain::router;
use entity::shared::{ActionStatus, LinkKind, Role};
use entity::{news, news_letter, outbox, participant, photo};
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageFormat, Rgb, RgbImage};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use tower::ServiceExt;

use crate::plan::{action, add_action, publish_next};
use crate::plan_news::spoken;
use crate::plan_world::World;

/// A photo as a telephone takes it: lying on its side, with the place where it was taken.
fn telephone_photo() -> Vec<u8> {
    let picture = RgbImage::from_pixel(40, 20, Rgb([30, 120, 60]));
    let mut jpeg = Vec::new();
    JpegEncoder::new(&mut jpeg)
        .encode(picture.as_raw(), 40, 20, ExtendedColorType::Rgb8)
        .unwrap();
    let mut exif =
        b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
    exif.extend(b"GPSLatitude 51.4893 CANARYPLACE");
    let length = u16::try_from(exif.len() + 2).unwrap();
    let mut whole = jpeg[..2].to_vec();
    whole.extend([0xFF, 0xE1]);
    whole.extend(length.to_be_bytes());
    whole.extend(exif);
    whole.extend(&jpeg[2..]);
    whole
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg())
        })
    })
}

/// A few bytes that say they are a picture of so many pixels.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let chunk = |kind: &[u8], body: &[u8]| {
        let inner = [kind, body].concat();
        let length = u32::try_from(body.len()).unwrap().to_be_bytes();
        [&length[..], &inner, &crc(&inner).to_be_bytes()].concat()
    };
    let head = [
        &width.to_be_bytes()[..],
        &height.to_be_bytes(),
        &[8, 2, 0, 0, 0],
    ]
    .concat();
    let body = [0x78, 0x9C, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01];
    let mark = b"\x89PNG\r\n\x1a\n".to_vec();
    [
        mark,
        chunk(b"IHDR", &head),
        chunk(b"IDAT", &body),
        chunk(b"IEND", &[]),
    ]
    .concat()
}

const EDGE: &str = "daisychain-edge-0123456789";

/// Gives a body away as a network does, a piece after the other.
fn in_pieces(body: &[u8]) -> Body {
    let piece = |piece: &[u8]| Ok::<_, std::io::Error>(piece.to_vec());
    let pieces: Vec<_> = body.chunks(64 * 1024).map(piece).collect();
    Body::from_stream(tokio_stream::iter(pieces))
}

/// Sends the form as a browser does, the file last.
async fn hand_in(
    world: &World,
    path: &str,
    fields: &[(&str, &str)],
    file: &[u8],
) -> (StatusCode, String) {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!(
            "--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
        body.extend(part.bytes());
    }
    let head = format!(
        "--{EDGE}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"
    );
    body.extend(head.bytes());
    body.extend(file);
    body.extend(format!("\r\n--{EDGE}--\r\n").bytes());
    let request = Request::post(path)
        .header(header::COOKIE, format!("s={}", world.cookie))
        .header(header::ORIGIN, "http://localhost:8080")
        .header(
            header::CONTENT_TYPE,
            format!("multipart/form-data; boundary={EDGE}"),
        )
        .body(in_pieces(&body))
        .unwrap();
    let response = router::router(&world.app).oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

/// Opens an address as anybody: its status, what it says of keeping it, and its bytes.
async fn fetch(world: &World, path: &str) -> (StatusCode, String, Vec<u8>) {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let response = router::router(&world.app).oneshot(request).await.unwrap();
    let status = response.status();
    let kept = response.headers().get(header::CACHE_CONTROL).cloned();
    let kept = kept.map_or(String::new(), |kept| kept.to_str().unwrap().to_owned());
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, kept, bytes.to_vec())
}

fn told<'a>(nonce: &'a str, alt: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("text", "The market opened. KEEPMYWORDS"),
        ("happened_on", "1/1/2020"),
        ("status", "started"),
        ("tell", "now"),
        ("nonce", nonce),
        ("alt", alt),
    ]
}

#[test]
fn a_photo_keeps_its_pixels_upright_and_loses_where_it_was_taken() {
    let taken = telephone_photo();
    assert!(contains(&taken, b"CANARYPLACE"));
    let drawn = photos::draw(&taken).unwrap();
    assert_eq!((drawn.width, drawn.height), (20, 40), "it stands upright");
    assert_eq!(image::guess_format(&drawn.jpeg).unwrap(), ImageFormat::Jpeg);
    for part in [&b"CANARYPLACE"[..], b"Exif", b"GPS"] {
        assert!(!contains(&drawn.jpeg, part));
    }
    let large = RgbImage::from_pixel(3_200, 100, Rgb([9, 9, 9]));
    let mut png = std::io::Cursor::new(Vec::new());
    large.write_to(&mut png, ImageFormat::Png).unwrap();
    let drawn = photos::draw(png.get_ref()).unwrap();
    assert_eq!((drawn.width, drawn.height), (1_600, 50));
}

#[test]
fn what_is_no_photo_and_what_would_fill_the_memory_is_refused() {
    let refused = |bytes: &[u8]| photos::draw(bytes).unwrap_err();
    assert_eq!(refused(b""), Refused::NotAPicture);
    assert_eq!(
        refused(b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        Refused::NotAPicture
    );
    assert_eq!(refused(b"GIF89a\x01\0\x01\0\0\0\0;"), Refused::NotAPicture);
    assert_eq!(refused(&telephone_photo()[..80]), Refused::Broken);
    assert_eq!(refused(&bomb(19_000, 19_000)), Refused::TooManyPixels);
    assert_eq!(refused(&bomb(60_000, 10)), Refused::TooManyPixels);
    assert_eq!(
        refused(&vec![0xFF; photos::FILE_MAX + 1]),
        Refused::TooLarge
    );
}

#[tokio::test]
async fn a_photo_needs_a_description_is_shown_everywhere_and_is_gone_with_its_news() {
    let (world, sam, made) = spoken().await;
    publish_next(&world, false).await;
    let conn = &world.app.db.read;
    let slug = world.slug();
    let here = format!("/desk/{slug}/plan/actions/{}/news", made.id);
    let photo = telephone_photo();

    let (status, page) = hand_in(&world, &here, &told("a-nonce-0123456789ab", ""), &photo).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Say what the photo shows") && page.contains("KEEPMYWORDS"));
    assert!(page.contains("Choose the photo again"));
    let full = told("b-nonce-0123456789ab", "Stalls under <lamps>");
    let (status, page) = hand_in(&world, &here, &full, b"%PDF-1.7 not a picture").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("not a JPEG, PNG or WebP") && page.contains("KEEPMYWORDS"));
    for size in [photos::FILE_MAX + 1, photos::FILE_MAX * 4] {
        let (status, page) = hand_in(&world, &here, &full, &vec![0xFF; size]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{size}");
        assert!(
            page.contains("too large") && page.contains("KEEPMYWORDS"),
            "{size}"
        );
    }
    assert_eq!(news::Entity::find().count(conn).await.unwrap(), 0);

    for _ in 0..2 {
        let (status, _) = hand_in(&world, &here, &full, &photo).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
    }
    let row = news::Entity::find().one(conn).await.unwrap().unwrap();
    assert_eq!(photo::Entity::find().count(conn).await.unwrap(), 1);
    let address = format!("/c/{slug}/photos/{}.jpg", row.id);
    let (status, kept, bytes) = fetch(&world, &address).await;
    assert_eq!(
        (status, kept.as_str()),
        (StatusCode::OK, "public, max-age=86400")
    );
    assert!(!contains(&bytes, b"CANARYPLACE") && bytes.starts_with(&[0xFF, 0xD8]));

    let link = links::find_live(conn, sam.id, LinkKind::Act)
        .await
        .unwrap()
        .unwrap();
    let token = world.app.means.keys.link_token(link.id, link.generation);
    let plan = format!("/c/{slug}/plan");
    let pages = [
        plan.clone(),
        format!("{plan}/1/actions/1"),
        format!("/c/{slug}/updates"),
        format!("/p/{token}/led-to"),
        format!("{plan}/feed.xml"),
    ];
    for path in &pages {
        let page = world.read(path).await;
        assert!(
            page.contains(&address) && page.contains("Stalls under &#60;lamps&#62;"),
            "{path}"
        );
    }
    let back = format!("{here}/{}/take-back", row.id);
    world.post(&back, &[]).await;
    assert_eq!(fetch(&world, &address).await.0, StatusCode::NOT_FOUND);
    assert_eq!(
        photo::Entity::find().count(conn).await.unwrap(),
        0,
        "the bytes are gone too"
    );
    for path in &pages {
        assert!(!world.read(path).await.contains(&address), "{path}");
    }
}

#[tokio::test]
async fn who_has_no_email_gets_the_news_by_letter_and_counts_as_told_once_it_is_given() {
    let (world, sam, made) = spoken().await;
    publish_next(&world, false).await;
    let conn = &world.app.db.read;
    let txn = world.begin().await;
    participant::Entity::update_many()
        .col_expr(participant::Column::Email, Expr::value(None::<Vec<u8>>))
        .col_expr(
            participant::Column::EmailIndex,
            Expr::value(None::<Vec<u8>>),
        )
        .filter(participant::Column::Id.eq(sam.id))
        .exec(&txn)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    let slug = world.slug().to_owned();
    let here = format!("/desk/{slug}/plan/actions/{}/news", made.id);
    let to_print = format!("/desk/{slug}/print/news");
    assert!(
        world
            .get(&to_print)
            .await
            .body
            .contains("No letter is waiting")
    );
    assert!(
        world
            .get(&here)
            .await
            .body
            .contains("1 more person has no email")
    );
    world.post(&here, &told("letter-nonce-01234567", "")).await;
    let mails = outbox::Entity::find().filter(outbox::Column::Kind.eq("news"));
    assert_eq!(mails.count(conn).await.unwrap(), 0);
    let letter = news_letter::Entity::find()
        .one(conn)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(letter.participant, sam.id);
    assert!(world.get(&here).await.body.contains("Nobody was told."));
    assert!(
        world
            .get(&format!("/desk/{slug}"))
            .await
            .body
            .contains("letter with news is to be given")
    );
    let id = letter.id.to_string();
    let got = world.post(&to_print, &[]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    let pack = world.post(&to_print, &[("letter", &id)]).await;
    assert_eq!(pack.status, StatusCode::OK);
    assert!(
        pack.body.contains("KEEPMYWORDS") && pack.body.contains("A late market"),
        "{}",
        pack.body
    );
    let given = format!("{to_print}/given");
    for _ in 0..2 {
        assert_eq!(
            world.post(&given, &[("letter", &id)]).await.location,
            to_print
        );
    }
    assert_eq!(letters::count_open(conn, made.chain).await.unwrap(), 0);
    assert!(
        world
            .get(&here)
            .await
            .body
            .contains("1 person was told, by letter.")
    );
    assert!(
        world
            .get(&format!("/desk/{slug}/log"))
            .await
            .body
            .contains("gave a letter with news")
    );
}

#[tokio::test]
async fn no_letter_waits_for_news_taken_back_for_who_stopped_or_is_forgotten() {
    let (world, sam, made) = spoken().await;
    publish_next(&world, false).await;
    let conn = &world.app.db.read;
    let bounced = |at| {
        participant::Entity::update_many()
            .col_expr(
                participant::Column::BouncedAt,
                Expr::value(world.app.means.now()),
            )
            .filter(participant::Column::Id.eq(at))
    };
    let txn = world.begin().await;
    bounced(sam.id).exec(&txn).await.unwrap();
    txn.commit().await.unwrap();
    let here = format!("/desk/{}/plan/actions/{}/news", world.slug(), made.id);
    world.post(&here, &told("one-nonce-0123456789", "")).await;
    let row = news::Entity::find().one(conn).await.unwrap().unwrap();
    assert_eq!(letters::count_open(conn, made.chain).await.unwrap(), 1);
    world
        .post(&format!("{here}/{}/take-back", row.id), &[])
        .await;
    assert_eq!(letters::count_open(conn, made.chain).await.unwrap(), 0);
    world.post(&here, &told("two-nonce-0123456789", "")).await;
    assert_eq!(letters::count_open(conn, made.chain).await.unwrap(), 1);
    let txn = world.begin().await;
    daisychain::erasure::forget(&txn, &world.app.means, sam.id)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    assert_eq!(news_letter::Entity::find().count(conn).await.unwrap(), 0);
}

#[tokio::test]
async fn the_page_of_updates_tells_all_news_the_newest_first_and_says_when_there_is_nothing() {
    let (world, _, made) = spoken().await;
    let updates = format!("/c/{}/updates", world.slug());
    assert!(world.read(&updates).await.contains("There is no plan yet"));
    publish_next(&world, false).await;
    assert!(
        world
            .read(&updates)
            .await
            .contains("There is no news of the plan yet")
    );
    let here = format!("/desk/{}/plan/actions/{}/news", world.slug(), made.id);
    for day in 1..=21 {
        let (text, day, nonce) = (
            format!("NEWS{day}."),
            format!("{day}/1/2020"),
            format!("nonce-of-the-day-{day:04}"),
        );
        let fields = [
            ("text", text.as_str()),
            ("happened_on", &day),
            ("status", "started"),
            ("tell", "not"),
            ("nonce", &nonce),
        ];
        world.post(&here, &fields).await;
    }
    let page = world.read(&updates).await;
    let at = |text: &str| page.find(text).unwrap_or(usize::MAX);
    assert!(at("NEWS21.") < at("NEWS20.") && at("NEWS20.") < at("NEWS2."));
    assert!(!page.contains("NEWS1.") && page.contains("updates?page=2"));
    assert!(
        world
            .read(&format!("{updates}?page=2"))
            .await
            .contains("NEWS1.")
    );
    for path in [
        format!("/c/{}", world.slug()),
        format!("/c/{}/plan", world.slug()),
    ] {
        assert!(world.read(&path).await.contains(&updates), "{path}");
    }
}

#[tokio::test]
async fn organisers_hear_that_words_went_from_the_plan_where_they_stood_and_never_which() {
    let (world, sam, made) = spoken().await;
    let conn = &world.app.db.read;
    let slug = world.slug().to_owned();
    let gone = format!("/desk/{slug}/plan/gone");
    let out = async || {
        let txn = world.begin().await;
        let by = By::Participant(sam.id);
        take_out(&txn, &world.app.means, &world.face, &sam, by)
            .await
            .unwrap();
        txn.commit().await.unwrap();
    };
    publish_next(&world, false).await;
    publish_next(&world, false).await;
    let none = waiting::of(conn, made.chain, world.app.means.now())
        .await
        .unwrap();
    assert!(none.list().is_empty());
    out().await;
    let page = world.get(&gone).await.body;
    for part in [
        "Version 1, action 1",
        "Version 2, action 1",
        "A late market",
        "Nothing stands behind it now",
    ] {
        let plain = page.replace("<bdi>", "").replace("</bdi>", "");
        assert!(plain.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("CANARYLATE") && !page.contains("Sam"));
    let desk = world.get(&format!("/desk/{slug}")).await.body;
    assert!(
        desk.contains("1 point was taken back"),
        "the other stood behind no action"
    );
    // Only what the page showed is seen.
    world.post(&gone, &[]).await;
    assert!(world.get(&gone).await.body.contains("Version 1"));
    let id = page.split("name=\"gone\" value=\"").nth(1).unwrap();
    let id = id.split('"').next().unwrap();
    for _ in 0..2 {
        assert_eq!(world.post(&gone, &[("gone", id)]).await.location, gone);
    }
    assert!(world.get(&gone).await.body.contains("No words have gone"));
    assert!(
        !world
            .get(&format!("/desk/{slug}"))
            .await
            .body
            .contains("was taken back")
    );
}

#[tokio::test]
async fn words_taken_back_before_any_plan_is_out_are_nobodys_news() {
    let (world, sam, _) = spoken().await;
    let txn = world.begin().await;
    let by = By::Participant(sam.id);
    take_out(&txn, &world.app.means, &world.face, &sam, by)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    publish_next(&world, false).await;
    let conn = &world.app.db.read;
    let count = entity::words_gone::Entity::find()
        .count(conn)
        .await
        .unwrap();
    assert_eq!(count, 0);
}

#[tokio::test]
async fn after_a_silent_year_organisers_are_asked_how_it_goes_until_they_tell_or_put_it_off() {
    let (world, _, made) = spoken().await;
    let refused = action("A bus at night", ActionStatus::WontDo);
    add_action(&world, refused, &[], &[]).await;
    publish_next(&world, false).await;
    let (conn, means) = (&world.app.db.read, &world.app.means);
    let asked = async || yearly::list(conn, made.chain, means.now()).await.unwrap();
    means.sources.advance(Duration::days(300));
    // A new version of the plan is no news of the action.
    publish_next(&world, false).await;
    assert!(asked().await.is_empty());
    means
        .sources
        .advance(Duration::days(66) - Duration::hours(1));
    let quiet = asked().await;
    assert_eq!(quiet.len(), 1, "what is refused is left in peace");
    assert_eq!(quiet[0].action, made.id);

    morning::round(&world.app.db, means).await.unwrap();
    let mail = outbox::Entity::find().filter(outbox::Column::Kind.eq("morning"));
    let mail = mail.one(conn).await.unwrap().unwrap();
    assert!(mail.text.contains("How is it going?"), "{}", mail.text);

    let cookie = world
        .add_member("kim@example.org", Some(Role::Organiser))
        .await;
    let page = format!("/desk/{}/plan/asked", world.slug());
    let shown = world.get_as(&cookie, &page).await.body;
    assert!(shown.contains("A late market") && !shown.contains("A bus at night"));
    let later = format!("{page}/{}/later", made.id);
    for _ in 0..2 {
        assert_eq!(world.post_as(&cookie, &later, &[]).await.location, page);
    }
    assert!(asked().await.is_empty());
    let rests = entity::ask_later::Entity::find().count(conn).await.unwrap();
    assert_eq!(rests, 1);
    means.sources.advance(Duration::days(366));
    assert_eq!(asked().await.len(), 1, "asked again in a year");
    let cookie = world
        .add_member("lou@example.org", Some(Role::Organiser))
        .await;
    let here = format!("/desk/{}/plan/actions/{}/news", world.slug(), made.id);
    world
        .post_as(&cookie, &here, &told("year-nonce-0123456789", ""))
        .await;
    assert!(asked().await.is_empty(), "told");
}
