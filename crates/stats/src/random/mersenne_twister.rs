//! Mersenne's twister (Matsumoto and Nishimura 1998).

/// Words of state.
pub(super) const SIZE: usize = 624;
const PERIOD: usize = 397;

/// The state and the place in it.
#[derive(Clone, Debug)]
pub(super) struct MersenneTwister {
    pub words: [u32; SIZE],
    pub position: usize,
}

impl MersenneTwister {
    /// R's start from a seed: a linear congruential generator run for fifty rounds, whose next 625 values
    /// fill the place (then set to the end) and the words.
    pub fn seeded(seed: u32) -> Self {
        let step = |x: u32| x.wrapping_mul(69069).wrapping_add(1);
        let mut x = (0..50).fold(seed, |x, _| step(x));
        // The first value is overwritten by the place.
        x = step(x);
        let words = std::array::from_fn(|_| {
            x = step(x);
            x
        });
        Self { words, position: SIZE }
    }

    /// The next 32 random bits.
    pub fn next(&mut self) -> u32 {
        if self.position >= SIZE {
            self.refill();
        }
        let mut y = self.words[self.position];
        self.position += 1;
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c_5680;
        y ^= (y << 15) & 0xefc6_0000;
        y ^ (y >> 18)
    }

    fn refill(&mut self) {
        for k in 0..SIZE {
            let y = (self.words[k] & 0x8000_0000) | (self.words[(k + 1) % SIZE] & 0x7fff_ffff);
            let twist = if y & 1 == 0 { 0 } else { 0x9908_b0df };
            self.words[k] = self.words[(k + PERIOD) % SIZE] ^ (y >> 1) ^ twist;
        }
        self.position = 0;
    }
}
