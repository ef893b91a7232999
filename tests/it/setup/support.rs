//! A chain at the desk, files that are handed in, and small XLSX files made by hand.

use axum::body::Body;
use axum::http::{Request, header};
use daisychain::chain::{Face, find_by_slug};

use crate::chain::support::{at_the_desk, started};
use crate::http::{Answer, Browser, ORIGIN, Server};

pub const DESK: &str = "/desk/food-in-kettlegate";

/// A chain that is set up and open, with its owner signed in.
pub async fn open_chain() -> (Server, Browser) {
    let (server, mut browser) = at_the_desk().await;
    let setup = started(&mut browser).await;
    let opened = browser
        .submit(&format!("{setup}/open"), &[("privacy-read", "yes")])
        .await;
    opened.to();
    (server, browser)
}

pub async fn face(server: &Server) -> Face {
    let found = find_by_slug(&server.app.db.read, "food-in-kettlegate").await;
    found.unwrap().unwrap()
}

/// Hands a file in, as the form on the page does.
pub async fn hand_in(browser: &mut Browser, name: &str, bytes: &[u8], nonce: &str) -> Answer {
    let edge = "----edge";
    let head = format!(
        "--{edge}\r\nContent-Disposition: form-data; name=\"nonce\"\r\n\r\n{nonce}\r\n--{edge}\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n"
    );
    let body = [
        head.as_bytes(),
        bytes,
        format!("\r\n--{edge}--\r\n").as_bytes(),
    ]
    .concat();
    let request = Request::post(format!("{DESK}/people/sheet"))
        .header(header::ORIGIN, ORIGIN)
        .header(
            header::CONTENT_TYPE,
            format!("multipart/form-data; boundary={edge}"),
        );
    browser.send(request.body(Body::from(body)).unwrap()).await
}

/// Makes an XLSX file with these cells in its sheet; `extra` is one more file in it.
pub fn xlsx(rows: &str, extra: Option<&str>) -> Vec<u8> {
    let workbook = "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>\
         <sheet name=\"People\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
    let relations = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"rId1\" \
         Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" \
         Target=\"worksheets/sheet1.xml\"/></Relationships>";
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"
    );
    let package = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"rId1\" \
         Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
         Target=\"xl/workbook.xml\"/></Relationships>";
    let mut files = vec![
        ("_rels/.rels", package.to_owned()),
        ("xl/workbook.xml", workbook.to_owned()),
        ("xl/_rels/workbook.xml.rels", relations.to_owned()),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    files.extend(extra.map(|name| (name, "x".to_owned())));
    zip(&files)
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| {
            (c >> 1) ^ (0xEDB8_8320 & 0_u32.wrapping_sub(c & 1))
        })
    })
}

/// Puts files into a zip file, unpacked.
fn zip(files: &[(&str, String)]) -> Vec<u8> {
    let (mut out, mut list) = (Vec::new(), Vec::new());
    for (name, text) in files {
        let size = u32::try_from(text.len()).unwrap().to_le_bytes();
        let long = u16::try_from(name.len()).unwrap().to_le_bytes();
        let at = u32::try_from(out.len()).unwrap().to_le_bytes();
        let mut common = [20, 0, 0, 0, 0, 0, 0, 0, 0, 0].to_vec();
        common.extend(crc(text.as_bytes()).to_le_bytes());
        common.extend(size.iter().chain(&size).chain(&long).chain(&[0, 0]));
        out.extend([b"PK\x03\x04", &common[..], name.as_bytes(), text.as_bytes()].concat());
        list.extend(
            [
                b"PK\x01\x02\x14\x00",
                &common[..],
                &[0; 10],
                &at,
                name.as_bytes(),
            ]
            .concat(),
        );
    }
    let count = u16::try_from(files.len()).unwrap().to_le_bytes();
    let (long, at) = (list.len(), out.len());
    out.extend(list);
    out.extend([b"PK\x05\x06\0\0\0\0", &count[..], &count].concat());
    for n in [long, at] {
        out.extend(u32::try_from(n).unwrap().to_le_bytes());
    }
    out.extend([0, 0]);
    out
}
