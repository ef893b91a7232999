//! QR codes as inline SVG, for paper and for the screen of a phone held out to somebody.

use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

/// The quiet zone, in modules, that scanners need on every side; the renderer draws it.
const QUIET: u32 = 4;

/// Draws `text` as a QR code at error correction level Q, black on white, with its quiet zone. `None` when the text is
/// too long for a code. The caller gives it a size by a class, never less than 25 mm on paper, and stands the written
/// address beside it.
pub fn svg(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::Q).ok()?;
    let modules = u32::try_from(code.width()).ok()? + 2 * QUIET;
    let drawn = code
        .render::<svg::Color<'_>>()
        .module_dimensions(1, 1)
        .quiet_zone(true)
        .dark_color(svg::Color("#000"))
        .light_color(svg::Color("#fff"))
        .build();
    // Without the XML declaration it stands in a page; without width and height it takes the size of its class.
    let shape = drawn.split_once("<svg").map_or("", |(_, rest)| rest);
    let inside = shape.split_once('>').map_or("", |(_, rest)| rest);
    Some(format!(
        "<svg class=\"qr\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {modules} {modules}\" \
         shape-rendering=\"crispEdges\" aria-hidden=\"true\" focusable=\"false\">{inside}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_picture_with_its_quiet_zone() {
        let drawn =
            svg("https://talk.example.org/p/7fK2mQ8sT1uV4wX6yZ0aB3cD5eF7gH9iJ1kL3mN5oP7").unwrap();
        assert!(drawn.starts_with("<svg class=\"qr\""), "{drawn}");
        assert!(drawn.ends_with("</svg>"), "{drawn}");
        assert!(!drawn.contains("style="), "{drawn}");
        // 75 letters at level Q need 41 modules, and 4 on each side.
        assert!(drawn.contains("viewBox=\"0 0 49 49\""), "{drawn}");
    }

    #[test]
    fn what_is_too_long_has_no_code() {
        assert_eq!(svg(&"x".repeat(5_000)), None);
    }
}
