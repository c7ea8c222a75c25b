//! A chunk run and recorded.

use super::options::Options;
use super::{Fault, Runner, Step, values, words};
use crate::document;
use crate::eval::Event;
use crate::graphics::backends::svg;
use crate::graphics::drawing::Drawing;
use crate::packages::grdevices::Device;
use crate::results::{self, Figure, Output, Text};
use crate::syntax;
use crate::text::Diagnostic;
use crate::value::{Value, known, lower};
use std::rc::Rc;

/// Runs a chunk and records what it shows.
pub(super) fn chunk(
    runner: &mut Runner,
    chunk: &document::Chunk,
    keep_going: bool,
    failures: &mut Vec<Diagnostic>,
    warnings: &mut Vec<Diagnostic>,
) -> results::Chunk {
    let code = chunk.code.text();
    let mut out = results::Chunk {
        label: chunk.label.clone(),
        span: chunk.span,
        engine: chunk.engine.clone(),
        options: Default::default(),
        code: code.to_string(),
        prefix: chunk.prefix.clone(),
        reads: Vec::new(),
        writes: Vec::new(),
        files: Vec::new(),
        include: true,
        outputs: Vec::new(),
    };
    let options = match Options::read(runner, chunk) {
        Ok((options, said)) => {
            warnings.extend(said);
            options
        }
        Err(faults) => {
            failures.extend(faults);
            return out;
        }
    };
    out.options = options.given();
    out.include = options.flag("include", true);
    if chunk.engine != "r" {
        if options.flag("eval", true) {
            let message = format!("the engine '{}' is not implemented", chunk.engine);
            failures.push(
                Diagnostic::error(chunk.engine_span, message).hint("with eval=FALSE the code is only shown"),
            );
        }
        out.outputs.push(source(code, &chunk.engine));
        return out;
    }
    (out.reads, out.writes) = variables(code);
    let mut writer =
        Writer { options: &options, label: &chunk.label, outputs: Vec::new(), figures: 0, held: Vec::new() };
    let (width, height) = options.size();
    *runner.session.state::<Device>() = Device { width, height };
    crate::packages::graphics::new_device(&mut runner.session);
    if options.flag("eval", true) {
        let allowed = options.flag("error", false);
        let known = runner.session.host.inputs().len();
        let steps = runner.run(code, allowed || keep_going);
        let read = runner.session.host.inputs().into_iter().skip(known);
        out.files = read.map(|(path, ..)| path).collect();
        let echo = options.selection("echo", steps.len());
        for (step, echo) in steps.into_iter().zip(echo) {
            if let Some(fault) = &step.error
                && !allowed
            {
                failures.push(located(fault, chunk, runner));
            }
            writer.step(step, echo);
        }
    } else if options.flag("echo", true) {
        writer.outputs.push(source(code.trim_matches('\n').trim_end(), "r"));
    }
    out.outputs = writer.finish();
    out
}

/// An error at its place in the report, with the nearest name where a name is unknown.
fn located(fault: &Fault, chunk: &document::Chunk, runner: &Runner) -> Diagnostic {
    match fault {
        Fault::Syntax(diagnostic) => {
            let mut moved = diagnostic.clone();
            moved.span = chunk.code.span(diagnostic.span);
            moved
        }
        Fault::Condition(condition, span) => {
            let message = words::error(condition);
            let diagnostic = Diagnostic::error(chunk.code.span(*span), message.clone());
            match suggestion(&message, runner) {
                Some(name) => diagnostic.hint(format!("did you mean '{name}'?")),
                None => diagnostic,
            }
        }
    }
}

fn suggestion(message: &str, runner: &Runner) -> Option<String> {
    let between = |start: &str, end: &str| {
        let from = message.find(start)? + start.len();
        Some(&message[from..from + message[from..].find(end)?])
    };
    let (name, names) = match between("could not find function \"", "\"") {
        Some(name) => (name, runner.session.visible_functions()),
        None => {
            let name = between("object '", "' not found")?;
            (name, runner.session.global.names().iter().map(|s| s.as_str()).collect())
        }
    };
    crate::text::nearest(name, names).map(str::to_string)
}

fn source(code: &str, language: &str) -> Output {
    Output::Source(results::Source {
        code: code.to_string(),
        language: language.to_string(),
        attributes: None,
    })
}

/// Collects the outputs of a chunk as its options ask.
struct Writer<'a> {
    options: &'a Options,
    label: &'a str,
    outputs: Vec<Output>,
    figures: usize,
    held: Vec<Output>,
}

impl Writer<'_> {
    fn step(&mut self, step: Step, echo: bool) {
        if echo && !step.source.trim().is_empty() {
            self.echo(&step.source);
        }
        let mut events = step.events.into_iter().peekable();
        while let Some(event) = events.next() {
            match event {
                Event::Text(text) => {
                    let mut printed = Vec::new();
                    while let Some(Event::Printed(_)) = events.peek() {
                        if let Some(Event::Printed(value)) = events.next() {
                            printed.push(values::data(&value));
                        }
                    }
                    self.text(&text, printed);
                }
                Event::Asis(text) => {
                    self.push(Output::Asis(Text { text, comment: None, values: Vec::new() }))
                }
                Event::Message(text) => {
                    if self.options.flag("message", true) {
                        let text = self.commented(words::message(&text));
                        self.push(Output::Message(text));
                    }
                }
                Event::Warning(condition) => {
                    if self.options.flag("warning", true) {
                        let text = self.commented(words::warning(&condition));
                        self.push(Output::Warning(text));
                    }
                }
                Event::Drawing(drawing) => self.figure(&drawing),
                Event::Printed(_) => {}
            }
        }
        if let Some(fault) = &step.error {
            let text = match fault {
                Fault::Condition(condition, _) => words::error(condition),
                Fault::Syntax(diagnostic) => format!("Error: {}", diagnostic.message),
            };
            let text = self.commented(text);
            self.push(Output::Error(text));
        }
    }

    fn push(&mut self, output: Output) {
        if self.options.text("results").as_deref() == Some("hold") && !matches!(output, Output::Source(_)) {
            self.held.push(output);
        } else {
            self.outputs.push(output);
        }
    }

    fn commented(&self, text: String) -> Text {
        Text { text, comment: self.options.comment(), values: Vec::new() }
    }

    /// Sources with nothing shown between them are one.
    fn echo(&mut self, code: &str) {
        if let Some(Output::Source(last)) = self.outputs.last_mut() {
            last.code.push('\n');
            last.code.push_str(code);
        } else {
            self.outputs.push(source(code, "r"));
        }
    }

    fn text(&mut self, text: &str, values: Vec<results::Data>) {
        match self.options.text("results").as_deref() {
            Some("hide") => {}
            Some("asis") => {
                self.push(Output::Asis(Text { text: text.to_string(), comment: None, values }));
            }
            _ => {
                // knitr drops blanks and line ends after the last character.
                let text = text.trim_end_matches([' ', '\n']).to_string();
                let comment = self.options.comment();
                self.push(Output::Text(Text { text, comment, values }));
            }
        }
    }

    fn figure(&mut self, drawing: &Rc<dyn std::any::Any>) {
        if self.options.text("fig.show").as_deref() == Some("hide")
            || self.options.text("fig.keep").as_deref() == Some("none")
        {
            return;
        }
        let Some(drawing) = drawing.downcast_ref::<Drawing>() else { return };
        // What is added to a base plot takes the place of the plot before it was added.
        let is_figure = |o: &Output| matches!(o, Output::Figure(_));
        if drawing.adds
            && let Some(last) = self.outputs.iter().rposition(is_figure)
        {
            self.outputs.remove(last);
            self.figures = self.figures.saturating_sub(1);
        }
        let at = self.figures;
        self.figures += 1;
        let name = format!("{}-{}", self.label, self.figures);
        let (width, height) = self.options.size();
        let caption = self.options.text_of("fig.cap", at);
        let alt = self
            .options
            .text_of("fig.alt", at)
            .or_else(|| caption.clone())
            .unwrap_or_else(|| drawing.alt.clone());
        let figure = Figure {
            svg: svg::write(&drawing.scene, &name),
            name,
            width,
            height,
            out_width: self.options.text_of("out.width", at),
            out_height: self.options.text_of("out.height", at),
            align: self.options.text_of("fig.align", at).unwrap_or_else(|| "default".into()),
            caption,
            alt,
            data: drawing.data.clone(),
        };
        self.push(Output::Figure(figure));
    }

    fn finish(mut self) -> Vec<Output> {
        self.outputs.append(&mut self.held);
        for output in &mut self.outputs {
            if let Output::Source(source) = output {
                source.code = strip(&source.code);
            }
        }
        self.outputs.retain(|o| !matches!(o, Output::Source(s) if s.code.is_empty()));
        self.outputs
    }
}

/// Code without blank lines at its ends.
fn strip(code: &str) -> String {
    let lines: Vec<&str> = code.lines().collect();
    let full = |line: &&str| !line.trim().is_empty();
    let Some(first) = lines.iter().position(full) else { return String::new() };
    let last = lines.iter().rposition(full).unwrap_or(first);
    lines[first..=last].join("\n")
}

/// The variables a chunk reads before it assigns them, and those it assigns, at its top level.
fn variables(code: &str) -> (Vec<String>, Vec<String>) {
    let (nodes, _) = syntax::parse(code);
    let (mut reads, mut writes) = (Vec::new(), Vec::new());
    for node in &nodes {
        scan(&lower(node, ""), &mut reads, &mut writes);
    }
    (reads, writes)
}

fn scan(code: &Value, reads: &mut Vec<String>, writes: &mut Vec<String>) {
    match code {
        Value::Symbol(name) => {
            let name = name.as_str().to_string();
            if !name.is_empty() && !writes.contains(&name) && !reads.contains(&name) {
                reads.push(name);
            }
        }
        Value::Language(call) => {
            let assigns =
                call.calls(known::ASSIGN) || call.calls(known::EQ_ASSIGN) || call.calls(known::SUPER_ASSIGN);
            if assigns && call.arguments.len() == 2 {
                scan(&call.arguments[1].value, reads, writes);
                target(&call.arguments[0].value, reads, writes);
                return;
            }
            if !matches!(call.function, Value::Symbol(_)) {
                scan(&call.function, reads, writes);
            }
            if call.calls(known::FUNCTION) {
                return;
            }
            let count =
                if call.calls(known::DOLLAR) || call.calls(known::AT) { 1 } else { call.arguments.len() };
            for argument in call.arguments.iter().take(count) {
                scan(&argument.value, reads, writes);
            }
        }
        _ => {}
    }
}

/// The variable an assignment changes; a part of it is read first.
fn target(code: &Value, reads: &mut Vec<String>, writes: &mut Vec<String>) {
    match code {
        Value::Symbol(name) => {
            let name = name.as_str().to_string();
            if !writes.contains(&name) {
                writes.push(name);
            }
        }
        Value::Character(v) => {
            if let Some(name) = v.data.get(0)
                && !writes.iter().any(|w| w == name)
            {
                writes.push(name.to_string());
            }
        }
        Value::Language(call) => {
            if let Some(first) = call.arguments.first() {
                scan(&first.value, reads, writes);
                target(&first.value, reads, writes);
            }
        }
        _ => {}
    }
}
