//! What happened since the second plan: news of three actions, one with a picture.

use std::io::Cursor;

use chrono::Duration;
use entity::shared::ActionStatus;
use image::{ImageFormat, Rgb, RgbImage};

use super::DemoError;
use super::telling::Telling;
use crate::chain;
use crate::db;
use crate::i18n::Words;
use crate::plan::news::{self, Written};
use crate::plan::photos::{self, Described};
use crate::plan::publish;

/// How large the picture is.
const SIZE: (u32, u32) = (640, 400);

impl Telling<'_> {
    /// Writes news of the plan's first action that goes on, of the next one, and of what is done; nobody is written to.
    pub async fn tell_news(&self) -> Result<(), DemoError> {
        let txn = db::begin_write(self.db).await?;
        let face = chain::find_face(&txn, self.chain).await?;
        let face = face.ok_or(DemoError::Lost("the chain"))?;
        let version = publish::find_newest(&txn, self.chain).await?;
        let version = version.ok_or(DemoError::Lost("the plan"))?;
        let w = face.language();
        let goes_on = |status| matches!(status, ActionStatus::Agreed | ActionStatus::Started);
        let open = version.body.actions.iter().filter(|a| goes_on(a.status));
        let done = version.body.actions.iter();
        let done = done.filter(|a| a.status == ActionStatus::Done);
        let told = open.take(2).chain(done.take(1));
        let texts = ["demo-news-first", "demo-news-second", "demo-news-done"];
        for (n, (action, text)) in told.zip(texts).enumerate() {
            let days = i64::try_from(n).unwrap_or(0) + 1;
            let status = if action.status == ActionStatus::Agreed {
                ActionStatus::Started
            } else {
                action.status
            };
            let written = Written {
                text: w.t(text),
                happened_on: (self.means.now() - Duration::days(days)).date_naive(),
                status,
                reason: String::new(),
                photo: if n == 0 { Some(picture(w)?) } else { None },
            };
            let (who, of) = ((&face, self.organiser), (&version, action));
            news::add(&txn, self.means, who, of, written, false).await?;
        }
        txn.commit().await?;
        Ok(())
    }
}

/// Paints a daisy on a meadow: invented people have no photos.
fn picture(w: Words) -> Result<Described, DemoError> {
    let (width, height) = SIZE;
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let across = f64::from(x) - f64::from(width) / 2.0;
        let down = f64::from(y) - f64::from(height) / 2.0;
        let far = across.hypot(down);
        let petal = 110.0 + 35.0 * (down.atan2(across) * 6.0).cos();
        if far < 45.0 {
            Rgb([244, 190, 40])
        } else if far < petal {
            Rgb([252, 251, 245])
        } else {
            Rgb([70, 130, 80])
        }
    });
    let mut png = Cursor::new(Vec::new());
    picture
        .write_to(&mut png, ImageFormat::Png)
        .map_err(|_| DemoError::Lost("a picture"))?;
    let drawn = photos::draw(png.get_ref()).map_err(|_| DemoError::Lost("a picture"))?;
    Ok(Described {
        drawn,
        alt: w.t("demo-news-photo"),
    })
}
