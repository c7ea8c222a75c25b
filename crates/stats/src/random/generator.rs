//! The source of random numbers: uniforms, indices, its kinds and its state.

use super::mersenne_twister::{MersenneTwister, SIZE};

/// How a random index is made from uniforms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SampleKind {
    /// Bits until the number is in range (the default since R 3.6.0).
    #[default]
    Rejection,
    /// A uniform times the range, rounded down, which is not quite uniform.
    Rounding,
}

/// Why a stored state is not usable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateError {
    /// The length is not that of a state of Mersenne's twister with its kinds and place.
    Length,
    /// The kinds are not Mersenne-Twister, Inversion and Rejection or Rounding; the code is given.
    Kind(i32),
}

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub struct Generator {
    source: MersenneTwister,
    sample_kind: SampleKind,
}

impl Generator {
    /// The stream after R's `set.seed(seed)`.
    pub fn seeded(seed: i32) -> Self {
        Self { source: MersenneTwister::seeded(seed as u32), sample_kind: SampleKind::default() }
    }

    /// Starts the stream of another seed and keeps the kinds.
    pub fn reseed(&mut self, seed: i32) {
        self.source = MersenneTwister::seeded(seed as u32);
    }

    /// How indices are drawn.
    pub fn sample_kind(&self) -> SampleKind {
        self.sample_kind
    }

    /// Changes how indices are drawn.
    pub fn set_sample_kind(&mut self, kind: SampleKind) {
        self.sample_kind = kind;
    }

    /// The state as R keeps it in `.Random.seed`: the kinds, the place and 624 words.
    pub fn state(&self) -> Vec<i32> {
        let kinds = match self.sample_kind {
            SampleKind::Rejection => 10403,
            SampleKind::Rounding => 403,
        };
        let mut state = vec![kinds, self.source.position as i32];
        state.extend(self.source.words.iter().map(|&word| word as i32));
        state
    }

    /// The generator of a state that [`state`](Self::state) or R wrote.
    pub fn from_state(state: &[i32]) -> Result<Self, StateError> {
        let (&kinds, rest) = state.split_first().ok_or(StateError::Length)?;
        let sample_kind = match kinds {
            10403 => SampleKind::Rejection,
            403 => SampleKind::Rounding,
            other => return Err(StateError::Kind(other)),
        };
        let (&position, words) = rest.split_first().ok_or(StateError::Length)?;
        if words.len() != SIZE {
            return Err(StateError::Length);
        }
        // A place outside the words means that they are used up.
        let position = usize::try_from(position).ok().filter(|p| (1..SIZE).contains(p)).unwrap_or(SIZE);
        let words = std::array::from_fn(|i| words[i] as u32);
        Ok(Self { source: MersenneTwister { words, position }, sample_kind })
    }

    /// A uniform number inside (0, 1).
    pub fn uniform(&mut self) -> f64 {
        // 1 / (2^32 - 1), half of which keeps the ends out.
        const HALF_STEP: f64 = 0.5 * 2.328306437080797e-10;
        let value = f64::from(self.source.next()) * 2.3283064365386963e-10;
        if value <= 0.0 {
            HALF_STEP
        } else if 1.0 - value <= 0.0 {
            1.0 - HALF_STEP
        } else {
            value
        }
    }

    /// A whole number in `0..n`.
    pub fn index(&mut self, n: f64) -> f64 {
        if self.sample_kind == SampleKind::Rounding {
            return self.rounded_index(n);
        }
        if n <= 0.0 {
            return 0.0;
        }
        let bits = n.log2().ceil() as u32;
        loop {
            let value = self.bits(bits);
            if value < n {
                return value;
            }
        }
    }

    /// `n` times a uniform number, which is made of two where one would be too coarse.
    fn rounded_index(&mut self, n: f64) -> f64 {
        const FINE: f64 = 33554432.0;
        if n <= f64::from(i32::MAX) {
            return (n * self.uniform()).floor();
        }
        let coarse = (FINE * self.uniform()).floor();
        (n * ((coarse + self.uniform()) / FINE)).floor()
    }

    /// A random number of so many bits, sixteen from each uniform.
    fn bits(&mut self, bits: u32) -> f64 {
        let mut value: u64 = 0;
        let mut taken = 0;
        while taken <= bits {
            let part = (self.uniform() * 65536.0).floor() as u64;
            value = value.wrapping_mul(65536).wrapping_add(part);
            taken += 16;
        }
        if bits < 64 {
            value &= (1 << bits) - 1;
        }
        value as f64
    }
}
