//! Tables of cells on tracks: the page of a figure with its panels, axes, strips, legends and titles.

use crate::scene::Rect;
use std::ops::Range;

/// Length of a row or column: a fixed part in points and shares of what all fixed parts leave.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Track {
    /// Points.
    pub fixed: f64,
    /// Shares ("null" units).
    pub shares: f64,
}

impl Track {
    /// A track of so many points.
    pub const fn fixed(points: f64) -> Track {
        Track { fixed: points, shares: 0.0 }
    }

    /// A track of shares of what is left.
    pub const fn shares(shares: f64) -> Track {
        Track { fixed: 0.0, shares }
    }
}

/// The rows or the columns, from the top or the left.
pub type Tracks = Vec<Track>;

/// Which side of a table something is added to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Above the first row.
    Top,
    /// After the last column.
    Right,
    /// Below the last row.
    Bottom,
    /// Before the first column.
    Left,
}

/// The rows and columns a cell covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Rows from the top.
    pub rows: Range<usize>,
    /// Columns from the left.
    pub columns: Range<usize>,
}

impl Span {
    /// One row and column.
    pub fn at(row: usize, column: usize) -> Span {
        Span { rows: row..row + 1, columns: column..column + 1 }
    }
}

/// Something in a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell<T> {
    /// What it is called, as in gtable: "panel-1-1", "axis-l", "guide-box".
    pub name: String,
    /// Where it is.
    pub span: Span,
    /// Drawn in ascending order.
    pub z: f64,
    /// Cut at its rectangle.
    pub clip: bool,
    /// What it is.
    pub content: T,
}

/// A cell with its rectangle.
#[derive(Clone, Copy, Debug)]
pub struct Placed<'a, T> {
    /// The cell.
    pub cell: &'a Cell<T>,
    /// Where it lies.
    pub rect: Rect,
}

/// Rows, columns and cells on them.
#[derive(Clone, Debug, PartialEq)]
pub struct Table<T> {
    /// Rows from the top.
    pub rows: Tracks,
    /// Columns from the left.
    pub columns: Tracks,
    /// One share is as long in rows as in columns, and what is left over is empty on both sides: panels of a
    /// fixed aspect.
    pub respect: bool,
    /// What is on them.
    pub cells: Vec<Cell<T>>,
}

impl<T> Default for Table<T> {
    fn default() -> Table<T> {
        Table { rows: Vec::new(), columns: Vec::new(), respect: false, cells: Vec::new() }
    }
}

impl<T> Table<T> {
    /// A table without cells.
    pub fn new(rows: Tracks, columns: Tracks) -> Table<T> {
        Table { rows, columns, ..Table::default() }
    }

    /// Puts something on some tracks; it is drawn last so far.
    pub fn add(&mut self, name: impl Into<String>, span: Span, content: T) -> &mut Cell<T> {
        let z = self.cells.iter().map(|c| c.z).fold(0.0, f64::max) + 1.0;
        self.cells.push(Cell { name: name.into(), span, z, clip: false, content });
        let last = self.cells.len() - 1;
        &mut self.cells[last]
    }

    /// A new row before the row `at` (after the last where it is their number); cells that cover both
    /// neighbours cover it too.
    pub fn insert_row(&mut self, at: usize, track: Track) {
        self.rows.insert(at.min(self.rows.len()), track);
        self.cells.iter_mut().for_each(|cell| shift(&mut cell.span.rows, at));
    }

    /// A new column before the column `at`, as [`Table::insert_row`].
    pub fn insert_column(&mut self, at: usize, track: Track) {
        self.columns.insert(at.min(self.columns.len()), track);
        self.cells.iter_mut().for_each(|cell| shift(&mut cell.span.columns, at));
    }

    /// A track along a whole side of the table; the span of that side's whole new track.
    pub fn insert_side(&mut self, side: Side, track: Track) -> Span {
        let (rows, columns) = (self.rows.len(), self.columns.len());
        match side {
            Side::Top => {
                self.insert_row(0, track);
                Span { rows: 0..1, columns: 0..columns }
            }
            Side::Bottom => {
                self.insert_row(rows, track);
                Span { rows: rows..rows + 1, columns: 0..columns }
            }
            Side::Left => {
                self.insert_column(0, track);
                Span { rows: 0..rows, columns: 0..1 }
            }
            Side::Right => {
                self.insert_column(columns, track);
                Span { rows: 0..rows, columns: columns..columns + 1 }
            }
        }
    }

    /// Empty tracks of these points above, right, below and left: a margin.
    pub fn pad(&mut self, [top, right, bottom, left]: [f64; 4]) {
        for (side, points) in
            [(Side::Top, top), (Side::Right, right), (Side::Bottom, bottom), (Side::Left, left)]
        {
            self.insert_side(side, Track::fixed(points));
        }
    }

    /// The least span of the cells that a test picks: the panels' area.
    pub fn span_of(&self, picked: impl Fn(&Cell<T>) -> bool) -> Option<Span> {
        self.cells.iter().filter(|c| picked(c)).map(|c| c.span.clone()).reduce(|a, b| Span {
            rows: a.rows.start.min(b.rows.start)..a.rows.end.max(b.rows.end),
            columns: a.columns.start.min(b.columns.start)..a.columns.end.max(b.columns.end),
        })
    }

    /// Points that the fixed parts of all columns take.
    pub fn fixed_width(&self) -> f64 {
        self.columns.iter().map(|t| t.fixed).sum()
    }

    /// Points that the fixed parts of all rows take.
    pub fn fixed_height(&self) -> f64 {
        self.rows.iter().map(|t| t.fixed).sum()
    }

    /// The same table of something else.
    pub fn map<U>(self, mut change: impl FnMut(T) -> U) -> Table<U> {
        let cells = self.cells.into_iter().map(|c| Cell {
            name: c.name,
            span: c.span,
            z: c.z,
            clip: c.clip,
            content: change(c.content),
        });
        Table { rows: self.rows, columns: self.columns, respect: self.respect, cells: cells.collect() }
    }

    /// Borders of the columns and rows in a rectangle: one more than there are tracks.
    pub fn borders(&self, area: Rect) -> (Vec<f64>, Vec<f64>) {
        let per_share = |left: f64, tracks: &[Track]| {
            let shares: f64 = tracks.iter().map(|t| t.shares).sum();
            if shares > 0.0 { (left / shares).max(0.0) } else { 0.0 }
        };
        let mut across = per_share(area.width - self.fixed_width(), &self.columns);
        let mut down = per_share(area.height - self.fixed_height(), &self.rows);
        let has_shares = |tracks: &[Track]| tracks.iter().any(|t| t.shares > 0.0);
        if self.respect && has_shares(&self.columns) && has_shares(&self.rows) {
            across = across.min(down);
            down = across;
        }
        let x = run(&self.columns, across, area.x, area.width);
        (x, run(&self.rows, down, area.y, area.height))
    }

    /// The cells with their rectangles, in the order they are drawn.
    pub fn place(&self, area: Rect) -> Vec<Placed<'_, T>> {
        let (x, y) = self.borders(area);
        let mut order: Vec<&Cell<T>> = self.cells.iter().collect();
        order.sort_by(|a, b| a.z.total_cmp(&b.z));
        order
            .into_iter()
            .map(|cell| {
                let (left, right) = ends(&x, &cell.span.columns);
                let (top, bottom) = ends(&y, &cell.span.rows);
                Placed { cell, rect: Rect { x: left, y: top, width: right - left, height: bottom - top } }
            })
            .collect()
    }
}

/// Makes room for a track before `at`.
fn shift(range: &mut Range<usize>, at: usize) {
    if range.start >= at {
        range.start += 1;
    }
    if range.end > at {
        range.end += 1;
    }
}

/// Borders of tracks, in the middle of an extent that they do not fill.
fn run(tracks: &[Track], share: f64, start: f64, extent: f64) -> Vec<f64> {
    let lengths: Vec<f64> = tracks.iter().map(|t| t.fixed + t.shares * share).collect();
    let mut at = start + (extent - lengths.iter().sum::<f64>()) / 2.0;
    let mut borders = vec![at];
    for length in lengths {
        at += length;
        borders.push(at);
    }
    borders
}

fn ends(borders: &[f64], range: &Range<usize>) -> (f64, f64) {
    let border = |i: usize| borders[i.min(borders.len() - 1)];
    (border(range.start), border(range.end.max(range.start)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rect(x: f64, y: f64, width: f64, height: f64) -> Rect {
        Rect { x, y, width, height }
    }

    #[test]
    fn a_panel_between_axes_and_a_title() {
        let mut table: Table<()> = Table::new(vec![Track::shares(1.0)], vec![Track::shares(1.0)]);
        table.add("panel", Span::at(0, 0), ()).clip = true;
        let left = table.insert_side(Side::Left, Track::fixed(30.0));
        table.add("axis-l", left, ());
        let bottom = table.insert_side(Side::Bottom, Track::fixed(20.0));
        table.add("axis-b", Span { columns: 1..2, ..bottom }, ());
        let top = table.insert_side(Side::Top, Track::fixed(10.0));
        table.add("title", top, ());
        table.pad([5.0; 4]);
        let placed = table.place(rect(0.0, 0.0, 140.0, 140.0));
        let found = |name: &str| placed.iter().find(|p| p.cell.name == name).map(|p| p.rect);
        assert_eq!(found("panel"), Some(rect(35.0, 15.0, 100.0, 100.0)));
        assert_eq!(found("axis-l"), Some(rect(5.0, 15.0, 30.0, 100.0)));
        assert_eq!(found("axis-b"), Some(rect(35.0, 115.0, 100.0, 20.0)));
        assert_eq!(found("title"), Some(rect(5.0, 5.0, 130.0, 10.0)));
        assert_eq!(table.span_of(|c| c.name.starts_with("axis")), Some(Span { rows: 2..4, columns: 1..3 }));
    }

    /// grid.layout(1, 3, widths = unit(c(1, 20, 2), c("null", "bigpts", "null")), heights = unit(1, "null"),
    /// respect = TRUE) in 320 by 150 points: one share is 100 points, all in the middle.
    #[test]
    fn respected_shares_are_as_long_both_ways() {
        let columns = vec![Track::shares(1.0), Track::fixed(20.0), Track::shares(2.0)];
        let mut table: Table<()> = Table::new(vec![Track::shares(1.0)], columns);
        table.respect = true;
        let (x, y) = table.borders(rect(0.0, 0.0, 320.0, 150.0));
        assert_eq!((x, y), (vec![0.0, 100.0, 120.0, 320.0], vec![25.0, 125.0]));
        table.respect = false;
        let (_, y) = table.borders(rect(0.0, 0.0, 320.0, 150.0));
        assert_eq!(y, [0.0, 150.0]);
    }

    #[test]
    fn a_page_too_small_gives_no_room_to_shares() {
        let table: Table<()> =
            Table::new(vec![Track::shares(1.0)], vec![Track::fixed(50.0), Track::shares(1.0)]);
        let (x, _) = table.borders(rect(0.0, 0.0, 40.0, 10.0));
        assert_eq!(x, [-5.0, 45.0, 45.0]);
    }
}
