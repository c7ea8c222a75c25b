//! What typst may see: the markup, the template, the report's drawings and images, fonts.

use super::Error;
use std::collections::{BTreeMap, BTreeSet};
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, WorldExt};

/// Files and fonts in memory.
pub(super) struct World {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    main: Source,
    files: BTreeMap<String, Bytes>,
}

impl World {
    /// A world with `main` as the document, `files` beside it and `fonts` after those of typst.
    pub(super) fn new(main: String, files: BTreeMap<String, Vec<u8>>, fonts: &[Vec<u8>]) -> Self {
        let more = fonts.iter().map(|f| Bytes::new(f.clone()));
        let fonts: Vec<Font> =
            typst_assets::fonts().map(Bytes::new).chain(more).flat_map(Font::iter).collect();
        let path = VirtualPath::new("main.typ").expect("the name has no parent folder in it");
        Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            main: Source::new(RootedPath::new(VirtualRoot::Project, path).intern(), main),
            files: files.into_iter().map(|(name, bytes)| (name, Bytes::new(bytes))).collect(),
        }
    }

    /// The characters of the document that no font has, in order.
    pub(super) fn missing(&self) -> Vec<char> {
        let characters: BTreeSet<char> = self.main.text().chars().filter(|c| !c.is_ascii()).collect();
        let known = |c: char| self.fonts.iter().any(|f| f.info().coverage.contains(c as u32));
        // Joiners and variation selectors are seen only in what they join.
        let invisible = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' | '\u{2060}' | '\u{feff}');
        characters.into_iter().filter(|&c| !invisible(c) && !known(c)).collect()
    }

    /// typst's faults as one error, with the line of the template or markup they stand on.
    pub(super) fn error(&self, faults: &[SourceDiagnostic]) -> Error {
        let message = |fault: &SourceDiagnostic| {
            let place = fault.span.id().map(|id| {
                let file = id.get().vpath().get_without_slash().to_string();
                let line = self
                    .range(fault.span)
                    .and_then(|range| typst::World::source(self, id).ok()?.lines().byte_to_line(range.start))
                    .map_or(0, |line| line + 1);
                format!("{file}:{line}: ")
            });
            let hints: String = fault.hints.iter().map(|h| format!("\n  hint: {}", h.v)).collect();
            format!("PDF: {}{}{hints}", place.unwrap_or_default(), fault.message)
        };
        Error { messages: faults.iter().map(message).collect() }
    }
}

impl typst::World for World {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() {
            return Ok(self.main.clone());
        }
        let text = String::from_utf8(self.file(id)?.to_vec()).map_err(|_| FileError::InvalidUtf8)?;
        Ok(Source::new(id, text))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let path = id.get().vpath().get_without_slash();
        self.files.get(path).cloned().ok_or_else(|| FileError::NotFound(path.into()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
