//! Words, dates and times in a person's language.
//!
//! No sentence a person can see stands in Rust: rules give keys, templates ask [`Words`], and the words are Fluent
//! files under `templates/i18n`. Dates and times come from ICU4X in the host's time zone.

use std::fmt;
use std::sync::LazyLock;

use askama::FastWritable;
use askama::filters::HtmlSafe;
use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use chrono_tz::Tz;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use icu::calendar::Date;
use icu::datetime::fieldsets::{E, MD, T, YMD, YMDE};
use icu::datetime::{DateTimeFormatter, DateTimeFormatterPreferences, NoCalendarFormatter};
use icu::locale::Locale;
use icu::time::Time;
use rust_embed::RustEmbed;
use unic_langid::LanguageIdentifier;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/templates/i18n"]
struct Files;

/// A language that people speak in a chain, whether or not the pages speak it yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language {
    /// BCP 47.
    pub code: &'static str,
    /// Its name in itself.
    pub name: &'static str,
    pub right_to_left: bool,
}

const fn language(code: &'static str, name: &'static str, right_to_left: bool) -> Language {
    Language {
        code,
        name,
        right_to_left,
    }
}

/// The languages a person can choose for themself or for a point, own names first.
pub const LANGUAGES: &[Language] = &[
    language("en", "English", false),
    language("es", "Español", false),
    language("pt", "Português", false),
    language("fr", "Français", false),
    language("ar", "العربية", true),
    language("so", "Soomaali", false),
    language("bn", "বাংলা", false),
    language("zh", "中文", false),
    language("it", "Italiano", false),
    language("am", "አማርኛ", false),
    language("ti", "ትግርኛ", false),
    language("yo", "Yorùbá", false),
    language("tr", "Türkçe", false),
    language("pl", "Polski", false),
    language("vi", "Tiếng Việt", false),
    language("fa", "فارسی", true),
    language("ur", "اردو", true),
];

/// Finds a language by its code.
pub fn find_language(code: &str) -> Option<Language> {
    LANGUAGES.iter().copied().find(|l| l.code == code)
}

/// Returns `rtl` for languages written right to left, else `ltr`.
pub fn dir(code: &str) -> &'static str {
    if find_language(code).is_some_and(|l| l.right_to_left) {
        "rtl"
    } else {
        "ltr"
    }
}

struct Catalogue {
    code: &'static str,
    bundle: FluentBundle<FluentResource>,
}

/// The languages the pages speak. English is the source and the fallback.
static CATALOGUES: LazyLock<Vec<Catalogue>> = LazyLock::new(|| vec![load("en")]);

fn load(code: &'static str) -> Catalogue {
    let id: LanguageIdentifier = code
        .parse()
        .expect("invariant: our own language codes parse");
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    bundle.set_use_isolating(false);
    let prefix = format!("{code}/");
    for path in Files::iter().filter(|path| path.starts_with(&prefix)) {
        let file = Files::get(&path).expect("invariant: the list of files names only files");
        let text = String::from_utf8(file.data.into_owned()).expect("invariant: words are UTF-8");
        let resource = FluentResource::try_new(text)
            .unwrap_or_else(|(_, errors)| panic!("invariant: {path} is sound Fluent: {errors:?}"));
        bundle.add_resource(resource).unwrap_or_else(|errors| {
            panic!("invariant: no key of {path} stands twice: {errors:?}")
        });
    }
    Catalogue { code, bundle }
}

/// A value put into a message; `Sync`, because rules hold it while they wait for the database.
pub trait Arg: Sync {
    /// Returns the value for Fluent.
    fn value(&self) -> FluentValue<'static>;
}

impl Arg for str {
    fn value(&self) -> FluentValue<'static> {
        FluentValue::from(self.to_owned())
    }
}
impl Arg for String {
    fn value(&self) -> FluentValue<'static> {
        FluentValue::from(self.clone())
    }
}
impl<T: Arg + ?Sized> Arg for &T {
    fn value(&self) -> FluentValue<'static> {
        (**self).value()
    }
}
macro_rules! number_args {
    ($($number:ty),+) => { $(impl Arg for $number {
        fn value(&self) -> FluentValue<'static> {
            FluentValue::from(*self)
        }
    })+ };
}
number_args!(i32, i64, u32, u64, usize);

/// Words in one language. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Words {
    catalogue: &'static Catalogue,
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Words({})", self.catalogue.code)
    }
}

/// A message ready for HTML: every argument that is text is escaped and stands in `<bdi>`.
#[derive(Clone, Debug)]
pub struct Html(String);

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl HtmlSafe for Html {}
impl FastWritable for Html {
    fn write_into(&self, dest: &mut dyn fmt::Write, _: &dyn askama::Values) -> askama::Result<()> {
        dest.write_str(&self.0)?;
        Ok(())
    }
}

/// Stands for the n-th text argument while a message is put together for HTML.
fn placeholder(n: usize) -> char {
    char::from_u32(0xE000 + u32::try_from(n).unwrap_or(0)).unwrap_or('\u{E000}')
}

impl Words {
    /// Returns the words of the language `code`, or English where the pages do not speak it yet.
    pub fn of(code: &str) -> Self {
        let catalogues = &*CATALOGUES;
        let catalogue = catalogues
            .iter()
            .find(|c| c.code == code)
            .unwrap_or(&catalogues[0]);
        Self { catalogue }
    }

    /// Returns the BCP 47 code.
    pub fn lang(&self) -> &'static str {
        self.catalogue.code
    }

    /// Returns `ltr` or `rtl`.
    pub fn dir(&self) -> &'static str {
        dir(self.catalogue.code)
    }

    /// Tells whether a message (or `message.attribute`) exists.
    pub fn has(&self, key: &str) -> bool {
        self.pattern(key).is_some()
    }

    fn pattern(&self, key: &str) -> Option<&'static fluent_syntax::ast::Pattern<&'static str>> {
        let (message, attribute) = key
            .split_once('.')
            .map_or((key, None), |(m, a)| (m, Some(a)));
        let message = self.catalogue.bundle.get_message(message)?;
        match attribute {
            Some(attribute) => message.get_attribute(attribute).map(|a| a.value()),
            None => message.value(),
        }
    }

    fn format(&self, key: &str, args: &FluentArgs<'_>) -> String {
        let Some(pattern) = self.pattern(key) else {
            tracing::error!(key, "a word is missing");
            debug_assert!(false, "the word {key} is missing");
            return key.to_owned();
        };
        let mut errors = Vec::new();
        let text = self
            .catalogue
            .bundle
            .format_pattern(pattern, Some(args), &mut errors)
            .into_owned();
        debug_assert!(
            errors.is_empty(),
            "the word {key} wants other arguments: {errors:?}"
        );
        text
    }

    /// Returns a message without arguments.
    pub fn t(&self, key: &str) -> String {
        self.format(key, &FluentArgs::new())
    }

    /// Returns a message with arguments, as plain text (for titles, attributes and mail).
    pub fn with(&self, key: &str, args: &[(&'static str, &dyn Arg)]) -> String {
        let mut fluent = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            fluent.set(*name, isolated(value.value(), self.dir()));
        }
        self.format(key, &fluent)
    }

    /// Returns a message with arguments for the body of a page: text arguments are escaped and stand in `<bdi>`.
    pub fn html(&self, key: &str, args: &[(&'static str, &dyn Arg)]) -> Html {
        let mut fluent = FluentArgs::with_capacity(args.len());
        let mut texts = Vec::new();
        for (name, value) in args {
            match value.value() {
                FluentValue::String(text) => {
                    fluent.set(
                        *name,
                        FluentValue::from(placeholder(texts.len()).to_string()),
                    );
                    texts.push(text.into_owned());
                }
                other => fluent.set(*name, other),
            }
        }
        let message = self.format(key, &fluent);
        let mut out = String::with_capacity(message.len() + 32);
        for c in message.chars() {
            match (0..texts.len()).find(|&n| placeholder(n) == c) {
                Some(n) => {
                    out.push_str("<bdi>");
                    texts[n].chars().for_each(|c| escape_into(&mut out, c));
                    out.push_str("</bdi>");
                }
                None => escape_into(&mut out, c),
            }
        }
        Html(out)
    }

    /// Returns a day: "Sunday 6 December 2026".
    pub fn date(&self, at: DateTime<Utc>, zone: Tz) -> String {
        self.day(at.with_timezone(&zone).date_naive())
    }

    /// Returns a calendar day that has no time zone of its own.
    pub fn day(&self, day: NaiveDate) -> String {
        let date = icu_date(day);
        let locale = self.locale();
        // English weekdays stand without a comma, which ICU would put there.
        if self.catalogue.code == "en" {
            let weekday = DateTimeFormatter::try_new(locale, E::long());
            let rest = DateTimeFormatter::try_new(locale, YMD::long());
            if let (Ok(weekday), Ok(rest)) = (weekday, rest) {
                return format!("{} {}", weekday.format(&date), rest.format(&date));
            }
        } else if let Ok(whole) = DateTimeFormatter::try_new(locale, YMDE::long()) {
            return whole.format(&date).to_string();
        }
        day.to_string()
    }

    /// Returns a day without weekday and year, for tables: "6 Dec".
    pub fn short_date(&self, at: DateTime<Utc>, zone: Tz) -> String {
        let day = at.with_timezone(&zone).date_naive();
        match DateTimeFormatter::try_new(self.locale(), MD::medium()) {
            Ok(format) => format.format(&icu_date(day)).to_string(),
            Err(_) => day.to_string(),
        }
    }

    /// Returns a time of day: "2:14pm".
    pub fn time(&self, at: DateTime<Utc>, zone: Tz) -> String {
        let local = at.with_timezone(&zone);
        if self.catalogue.code == "en" {
            let (pm, hour) = local.hour12();
            return format!(
                "{hour}:{:02}{}",
                local.minute(),
                if pm { "pm" } else { "am" }
            );
        }
        let (hour, minute) = (small(local.hour()), small(local.minute()));
        match (
            NoCalendarFormatter::try_new(self.locale(), T::hm()),
            Time::try_new(hour, minute, 0, 0),
        ) {
            (Ok(format), Ok(time)) => format.format(&time).to_string(),
            _ => local.format("%H:%M").to_string(),
        }
    }

    /// Returns day and time in one: "Sunday 6 December 2026, 2:14pm".
    pub fn moment(&self, at: DateTime<Utc>, zone: Tz) -> String {
        self.with(
            "moment",
            &[
                ("date", &self.date(at, zone)),
                ("time", &self.time(at, zone)),
            ],
        )
    }

    fn locale(&self) -> DateTimeFormatterPreferences {
        let code = if self.catalogue.code == "en" {
            "en-GB"
        } else {
            self.catalogue.code
        };
        Locale::try_from_str(code).unwrap_or(Locale::UNKNOWN).into()
    }
}

/// Wraps a text argument in isolates when it is written the other way than the message, so that an Arabic name does
/// not turn an English sentence round. Plain arguments stay plain: they can be searched and read by any program.
fn isolated(value: FluentValue<'static>, dir: &str) -> FluentValue<'static> {
    match value {
        FluentValue::String(text)
            if has_right_to_left(&text) != (dir == "rtl") && has_letters(&text) =>
        {
            FluentValue::from(format!("\u{2068}{text}\u{2069}"))
        }
        other => other,
    }
}

fn has_letters(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

fn has_right_to_left(text: &str) -> bool {
    text.chars()
        .any(|c| matches!(u32::from(c), 0x0590..=0x08FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFF))
}

fn escape_into(out: &mut String, c: char) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\'' => out.push_str("&#x27;"),
        c => out.push(c),
    }
}

fn icu_date(day: NaiveDate) -> Date<icu::calendar::Iso> {
    Date::try_new_iso(day.year(), small(day.month()), small(day.day()))
        .expect("invariant: a calendar day of chrono is one of ICU")
}

fn small(n: u32) -> u8 {
    u8::try_from(n).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn r29_days_and_times_are_the_hosts_also_on_the_days_the_clocks_change() {
        let (w, london) = (Words::of("en"), Tz::Europe__London);
        assert_eq!(
            w.date(at("2026-12-06T12:00:00Z"), london),
            "Sunday 6 December 2026"
        );
        // Sunday 29 March 2026: at one o'clock it is two o'clock.
        assert_eq!(
            w.moment(at("2026-03-29T00:59:00Z"), london),
            "Sunday 29 March 2026, 12:59am"
        );
        assert_eq!(
            w.moment(at("2026-03-29T01:00:00Z"), london),
            "Sunday 29 March 2026, 2:00am"
        );
        assert_eq!(
            w.moment(at("2026-03-29T23:30:00Z"), london),
            "Monday 30 March 2026, 12:30am"
        );
        // Sunday 25 October 2026: half past one comes twice.
        assert_eq!(w.time(at("2026-10-25T00:30:00Z"), london), "1:30am");
        assert_eq!(w.time(at("2026-10-25T01:30:00Z"), london), "1:30am");
        assert_eq!(
            w.date(at("2026-10-24T23:30:00Z"), london),
            "Sunday 25 October 2026"
        );
        assert_eq!(w.time(at("2026-06-01T13:14:00Z"), london), "2:14pm");
    }

    #[test]
    fn r25_an_argument_stands_in_bdi_and_cannot_bring_markup() {
        let w = Words::of("en");
        let html = w
            .html(
                "title",
                &[
                    ("page", &"<b>Zo\u{eb}"),
                    ("brand", &"\u{645}\u{631}\u{64a}\u{645}"),
                ],
            )
            .to_string();
        assert_eq!(
            html,
            "<bdi>&lt;b&gt;Zo\u{eb}</bdi> \u{2013} <bdi>\u{645}\u{631}\u{64a}\u{645}</bdi>"
        );
        // In plain text only what runs the other way is kept apart.
        let plain = w.with(
            "title",
            &[("page", &"Sam"), ("brand", &"\u{645}\u{631}\u{64a}\u{645}")],
        );
        assert_eq!(
            plain,
            "Sam \u{2013} \u{2068}\u{645}\u{631}\u{64a}\u{645}\u{2069}"
        );
    }
}
