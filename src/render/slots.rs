//! Places kept for outputs in the Markdown that HTML and PDF are made of.
//!
//! An output stands in the text as an empty code block whose language names its slot, so that the Markdown
//! parser puts it into the list, quotation or division around it. As-is output is text and needs no slot.

use super::division::{self, Division};
use super::manuscript::{self, Piece};
use crate::results::{Block, Chunk, Output, Record};

/// A report's text with slots, and what belongs into them.
pub(super) struct Slotted<'a> {
    /// The Markdown.
    pub markdown: String,
    /// What a slot's language begins with.
    mark: String,
    /// The contents of the slots.
    slots: Vec<Slot<'a>>,
    divisions: Vec<Division>,
}

/// Where a division begins or ends.
pub(super) enum Edge<'a> {
    Open(&'a Division),
    Close,
}

/// What stands in one place: an output, or several that are shown as one.
pub(super) struct Slot<'a> {
    /// Source, text and conditions printed together, or figures side by side.
    pub outputs: Vec<&'a Output>,
}

impl<'a> Slotted<'a> {
    /// Puts slots where the outputs of `record` stand.
    pub(super) fn new(record: &'a Record) -> Self {
        let mut mark = "raglan-slot-".to_string();
        while record.blocks.iter().any(|b| matches!(b, Block::Prose(p) if p.markdown.contains(&mark))) {
            mark.push('-');
        }
        let mut slots = Vec::new();
        let markdown = manuscript::assemble(record, |chunk| pieces(chunk, &mark, &mut slots));
        let (markdown, divisions) = division::mark(&markdown, &mark);
        Self { markdown, mark, slots, divisions }
    }

    /// The edge of a division that the code block with this language stands for, if it does.
    pub(super) fn edge(&self, language: &str) -> Option<Edge<'_>> {
        match language.strip_prefix(&self.mark)? {
            "close" => Some(Edge::Close),
            open => self.divisions.get(open.strip_prefix("open-")?.parse::<usize>().ok()?).map(Edge::Open),
        }
    }

    /// What belongs into the code block with this language, if it is a slot.
    pub(super) fn slot(&self, language: &str) -> Option<&Slot<'a>> {
        self.slots.get(language.strip_prefix(&self.mark)?.parse::<usize>().ok()?)
    }
}

fn pieces<'a>(chunk: &'a Chunk, mark: &str, slots: &mut Vec<Slot<'a>>) -> Vec<Piece> {
    let collapse = chunk.options.get("collapse").and_then(|v| v.as_bool()) == Some(true);
    let hold = chunk.options.get("fig.show").and_then(|v| v.as_str()) == Some("hold");
    let mut pieces = Vec::new();
    let mut joined = false;
    let mut previous: Option<&Output> = None;
    for output in &chunk.outputs {
        if let Output::Asis(text) = output {
            pieces.push(Piece::Text(text.text.clone()));
            joined = false;
            previous = None;
            continue;
        }
        let figure = matches!(output, Output::Figure(_));
        let together = match previous {
            Some(Output::Figure(_)) => figure && hold,
            Some(_) => !figure && collapse,
            None => false,
        };
        match slots.last_mut().filter(|_| together && joined) {
            Some(slot) => slot.outputs.push(output),
            None => {
                pieces.push(Piece::Block(format!("``` {mark}{}\n```", slots.len())));
                slots.push(Slot { outputs: vec![output] });
            }
        }
        joined = true;
        previous = Some(output);
    }
    pieces
}
