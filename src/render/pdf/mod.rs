//! PDF through typst: [`pdf`].
//!
//! The report's Markdown becomes typst markup ([`markup`]), the template sets it, and the world typst sees
//! ([`world`]) holds nothing but them, the drawings and fonts from crates: no system fonts, no network, no
//! clock.

mod markup;
mod math;
mod world;

use super::slots::Slotted;
use super::{Error, Options, Page, prose};
use crate::results::{Block, Output, Record};
use std::collections::BTreeMap;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use world::World;

/// The built-in template.
const TEMPLATE: &str = include_str!("../../../templates/report.typ");

/// A PDF and what could not be shown in it.
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// One sentence per thing that was left out.
    pub warnings: Vec<String>,
}

/// The report as PDF.
pub fn pdf(record: &Record, options: &Options<'_>) -> Result<Pdf, Error> {
    let page = Page::new(record, "pdf");
    let slotted = Slotted::new(record);
    let events = prose::events(&slotted.markdown);
    let mut files = figures(record);
    let writer = markup::write(&page, &slotted, &events, options);
    files.extend(writer.files);
    let template = options.template.as_deref().unwrap_or(TEMPLATE);
    files.insert("report.typ".into(), template.as_bytes().to_vec());
    let world = World::new(writer.markup, files, &options.fonts);
    let compiled = typst::compile::<PagedDocument>(&world);
    let mut warnings = writer.warnings;
    let missing: Vec<String> =
        world.missing().into_iter().map(|c| format!("{c} (U+{:04X})", u32::from(c))).collect();
    if !missing.is_empty() {
        warnings.push(format!("no font has {}", missing.join(", ")));
    }
    warnings.extend(compiled.warnings.iter().map(|w| w.message.to_string()));
    let document = compiled.output.map_err(|faults| world.error(&faults))?;
    let settings = typst_pdf::PdfOptions {
        ident: Smart::Custom(format!("{} {}", record.stem(), record.source.sha256)),
        creator: Smart::Custom(Some(record.engine.clone())),
        ..Default::default()
    };
    let bytes = typst_pdf::pdf(&document, &settings).map_err(|faults| world.error(&faults))?;
    Ok(Pdf { bytes, warnings })
}

/// The drawings of the report, by the path the markup names them with.
fn figures(record: &Record) -> BTreeMap<String, Vec<u8>> {
    record
        .blocks
        .iter()
        .filter_map(|b| match b {
            Block::Chunk(chunk) => Some(&chunk.outputs),
            Block::Prose(_) => None,
        })
        .flatten()
        .filter_map(|output| match output {
            Output::Figure(figure) => {
                Some((format!("figures/{}.svg", figure.name), figure.svg.clone().into_bytes()))
            }
            _ => None,
        })
        .collect()
}
