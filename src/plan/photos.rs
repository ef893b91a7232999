//! Photos of news: whatever was handed in is opened as a picture and drawn anew, so that nothing a camera or a stranger
//! wrote into the file is kept: no place, no time, no name.

use std::io::Cursor;
use std::sync::{Mutex, PoisonError};

use entity::{news, photo};
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter,
};
use uuid::Uuid;

use crate::means::Means;

/// The largest file, in bytes.
pub const FILE_MAX: usize = 10 * 1024 * 1024;
/// The longest side a photo is kept with, in pixels.
pub const SIDE: u32 = 1_600;
/// The longest description, in characters.
pub const ALT_MAX: usize = 300;
/// The most pixels a picture may have: the largest telephones make 50 million.
const PIXELS_MAX: u64 = 50_000_000;
/// The longest side a picture may have before it is drawn smaller.
const SIDE_MAX: u32 = 20_000;
/// The most memory that opening one may take.
const MEMORY_MAX: u64 = 256 * 1024 * 1024;
/// How well the JPEG is drawn, of 100.
const QUALITY: u8 = 82;

/// Pictures are opened one after the other: a few large ones at once would take the memory of a small server.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// More bytes than a file may have.
    TooLarge,
    /// More pixels than a picture may have, however small the file is.
    TooManyPixels,
    /// Neither JPEG nor PNG nor WebP.
    NotAPicture,
    /// It begins as a picture and cannot be read.
    Broken,
}

/// A photo that is drawn anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    pub width: u32,
    pub height: u32,
    pub jpeg: Vec<u8>,
}

/// A photo with what it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    pub drawn: Drawn,
    pub alt: String,
}

/// Draws a picture anew as a JPEG of at most [`SIDE`] pixels, upright, without metadata. What it is stands in its bytes,
/// not in its name. Takes time: not for the thread that answers requests.
pub fn draw(bytes: &[u8]) -> Result<Drawn, Refused> {
    if bytes.len() > FILE_MAX {
        return Err(Refused::TooLarge);
    }
    let Ok(format @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) =
        image::guess_format(bytes)
    else {
        return Err(Refused::NotAPicture);
    };
    let _one = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let small = open(bytes, format)?;
    let flat = flatten(&small);
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY)
        .encode_image(&flat)
        .map_err(|_| Refused::Broken)?;
    Ok(Drawn {
        width: flat.width(),
        height: flat.height(),
        jpeg,
    })
}

/// Opens a picture, makes it small and turns it upright. How large it is is known before a pixel of it is read.
fn open(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, Refused> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(MEMORY_MAX);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| refused(&error))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(Refused::TooManyPixels);
    }
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let whole = DynamicImage::from_decoder(decoder).map_err(|error| refused(&error))?;
    let mut small = if width.max(height) > SIDE {
        whole.thumbnail(SIDE, SIDE)
    } else {
        whole
    };
    small.apply_orientation(turned);
    Ok(small)
}

fn refused(error: &image::ImageError) -> Refused {
    match error {
        image::ImageError::Limits(_) => Refused::TooManyPixels,
        _ => Refused::Broken,
    }
}

/// Lays a picture on white paper: a JPEG has nothing to see through.
fn flatten(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let seen = picture.to_rgba8();
    let mut flat = RgbImage::new(seen.width(), seen.height());
    for (paper, ink) in flat.pixels_mut().zip(seen.pixels()) {
        let [red, green, blue, alpha] = ink.0;
        let over = |ink: u8| {
            let (ink, alpha) = (u16::from(ink), u16::from(alpha));
            u8::try_from((ink * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        };
        paper.0 = [over(red), over(green), over(blue)];
    }
    flat
}

/// Keeps the photo of news.
pub(super) async fn keep(
    txn: &DatabaseTransaction,
    means: &Means,
    news: Uuid,
    drawn: Drawn,
) -> Result<(), DbErr> {
    let row = photo::ActiveModel {
        news: Set(news),
        body: Set(drawn.jpeg),
        made_at: Set(means.now()),
    };
    row.insert(txn).await?;
    Ok(())
}

/// Removes the photo of news that are taken back.
pub(super) async fn remove(txn: &DatabaseTransaction, news: Uuid) -> Result<(), DbErr> {
    photo::Entity::delete_many()
        .filter(photo::Column::News.eq(news))
        .exec(txn)
        .await?;
    Ok(())
}

/// Finds the photo of news that stand. News are only ever of an action that was published.
pub async fn find(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    id: Uuid,
) -> Result<Option<photo::Model>, DbErr> {
    let stands = news::Entity::find_by_id(id)
        .filter(news::Column::Chain.eq(chain))
        .filter(news::Column::TakenBackAt.is_null())
        .one(conn)
        .await?;
    match stands {
        Some(news) => photo::Entity::find_by_id(news.id).one(conn).await,
        None => Ok(None),
    }
}

/// Returns where a photo is found below the server's own address.
pub fn address(slug: &str, news: Uuid) -> String {
    format!("/c/{slug}/photos/{news}.jpg")
}
