//! ColorBrewer's palettes.

use super::brewer_tables::PALETTES;
use super::colours_of;
use crate::colour::Colour;

pub use super::brewer_tables::Kind;

/// `brewer.pal()` of a palette by name, cut to `n` colours: fewer than three are the first of three, and there
/// are no more than the palette has. Nothing for an unknown name.
pub fn brewer(n: usize, name: &str) -> Option<Vec<Colour>> {
    let (_, _, sets) = PALETTES.iter().find(|(palette, _, _)| *palette == name)?;
    let set = n.clamp(3, sets.len() + 2) - 3;
    let mut colours = colours_of(sets[set]);
    colours.truncate(n);
    Some(colours)
}

/// The palette of a kind with a number from 1, as `brewer_pal(type, palette = 1)` counts them.
pub fn numbered(kind: Kind, number: usize) -> Option<&'static str> {
    PALETTES.iter().filter(|(_, k, _)| *k == kind).map(|(name, _, _)| *name).nth(number.checked_sub(1)?)
}

/// Names, kinds and largest numbers of colours.
pub fn palettes() -> impl Iterator<Item = (&'static str, Kind, usize)> {
    PALETTES.iter().map(|(name, kind, sets)| (*name, *kind, sets.len() + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_each_size() {
        let hex = |n: usize, name: &str| -> Vec<String> {
            brewer(n, name).into_iter().flatten().map(Colour::hex).collect()
        };
        assert_eq!(hex(2, "Set1"), ["#E41A1C", "#377EB8"]);
        assert_eq!(hex(4, "Blues"), ["#EFF3FF", "#BDD7E7", "#6BAED6", "#2171B5"]);
        assert_eq!(hex(20, "RdBu").len(), 11);
        assert_eq!(brewer(3, "Nope"), None);
        assert_eq!(numbered(Kind::Diverging, 1), Some("BrBG"));
        assert_eq!(palettes().count(), 35);
    }
}
