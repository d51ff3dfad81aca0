//! Documents written by code.

use std::fmt::Write;

use super::slots::Slots;

/// A file with its name: `invoice`, `certificate` and `act` are PDF, `list` is CSV.
pub fn document(kind: &str, slots: &Slots) -> (String, Vec<u8>) {
    let order = slots.get("order");
    if kind == "list" {
        return (format!("list-{order}.csv"), list(slots).into_bytes());
    }
    let lines = [
        format!("{} {order}", kind.to_uppercase()),
        format!("Number {}", slots.get("number")),
        format!("Amount {} EUR", slots.get("amount")),
        "This document was written by a machine and is good without a signature.".to_owned(),
    ];
    (format!("{kind}-{order}.pdf"), pdf(&lines).into_bytes())
}

fn list(slots: &Slots) -> String {
    let mut rows = String::from("item,name,pieces,price\n");
    for (item, name) in ["desk", "chair", "lamp", "shelf", "cable tray"].into_iter().enumerate() {
        let price = 19 + item * 37;
        // Writing to a String cannot fail.
        let _ = writeln!(rows, "{}-{item},{name},{},{price}.00", slots.get("number"), 4 + item * 5);
    }
    rows
}

/// A PDF of one page with these lines of ASCII.
fn pdf(lines: &[String]) -> String {
    let mut text = String::from("BT /F1 14 Tf 72 770 Td 22 TL\n");
    for line in lines {
        let _ = writeln!(text, "({}) Tj T*", line.replace(['(', ')', '\\'], " "));
    }
    text.push_str("ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut table = String::from("0000000000 65535 f \n");
    for (index, object) in objects.iter().enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        let _ = write!(file, "{} 0 obj\n{object}\nendobj\n", index + 1);
    }
    let start = file.len();
    let _ = write!(
        file,
        "xref\n0 {size}\n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n",
        size = objects.len() + 1
    );
    file
}
