//! Rows: a list of objects that may be long, handed over block by block while the text is read.
//!
//! A row lies on a tape, at so many slots of eight bytes: first a bit for each member that is there, then the members in the order of
//! the table, an object's slots among its parent's. No row is an object of its own until whoever takes it makes one.

use std::rc::Rc;

use crate::memory::{lengthen, reserve};
use crate::reader::What;
use crate::scan::Stop;
use crate::shape::{Field, Kind, Need, Shape};
use crate::value::Value;

/// The bit of a text's beginning, of which a slot holds the lower half, where it is among those that are not ASCII.
const WIDE: u32 = 1 << 31;
/// The upper half of a slot whose lower half is the number of a text that came before.
const KNOWN: u32 = u32::MAX;
/// The upper half of a slot whose lower half is the number of an object of unknown fields.
const FIELDS: u32 = u32::MAX - 1;
/// The upper half of a slot whose lower half is a small whole number; no f64 that is a number has it.
const SMALL: u32 = 0xFFF8_0001;

/// Takes rows.
pub trait Rows {
    /// True where texts that are not ASCII are counted in UTF-16 units.
    fn is_for_script(&self) -> bool {
        false
    }

    /// Takes the rows that were read since the last time.
    ///
    /// # Errors
    /// What is wrong with one of them; nothing is taken after it.
    fn take(&mut self, block: &mut Block) -> Result<(), Unfit>;

    /// What stands in the list's place.
    ///
    /// # Errors
    /// What is wrong with the whole of it.
    fn end(&mut self) -> Result<Value, What>;
}

/// What is wrong with a row.
#[derive(Debug)]
pub struct Unfit {
    /// Which of the block.
    pub row: usize,
    /// The member; empty where it is the row itself.
    pub member: &'static str,
    /// What it is.
    pub what: What,
}

/// How the objects of a table are read: the members in the table's order, and where their values go where the objects are rows.
#[derive(Debug, Default)]
pub struct Layout {
    /// Each member; two spellings of one have the same bit and slot.
    pub cells: Vec<Cell>,
    /// How many slots an object takes.
    pub slots: usize,
    /// The bits of the members that must be there.
    pub required: u32,
}

/// A member of an object.
#[derive(Debug)]
pub struct Cell {
    /// The member.
    pub field: &'static Field,
    /// Its bit in the first slot of its object.
    pub bit: u32,
    /// Its slot, from the beginning of its object; of an object, its first.
    pub slot: usize,
    /// Of an object in a row.
    pub inner: Option<Rc<Layout>>,
    pub(crate) pattern: Pattern,
}

/// A name as it stands in most texts, with its quotes and the colon: compared eight bytes at a time.
#[derive(Debug, Default)]
pub(crate) struct Pattern {
    words: Words,
    /// The bits that count.
    masks: Words,
    /// In bytes; 0 for a name that is too long for it.
    length: usize,
}

impl Pattern {
    fn of(name: &str) -> Self {
        let mut pattern = Self::default();
        let bytes = [b"\"", name.as_bytes(), b"\":"].concat();
        let mut padded = [0; 32];
        if let Some(place) = padded.get_mut(..bytes.len()) {
            place.copy_from_slice(&bytes);
            pattern.length = bytes.len();
        }
        pattern.words = Words::of(&padded);
        pattern.masks = Words::masks(pattern.length);
        pattern
    }

    /// Where what comes after it begins, if it stands there.
    #[inline(always)]
    pub fn matches(&self, input: &[u8], at: usize) -> Option<usize> {
        let found = Words::of(input.get(at..)?.first_chunk()?);
        let is_it = self.length > 0 && found.and(&self.masks).is(&self.words);
        is_it.then(|| at.wrapping_add(self.length))
    }
}

/// A short text. No loop goes over the words: it would stay one where the compiler is asked for small code.
#[derive(Debug, Default, Clone, Copy)]
struct Words(u64, u64, u64, u64);

impl Words {
    #[inline(always)]
    const fn of(bytes: &[u8; 32]) -> Self {
        match bytes.as_chunks().0 {
            [a, b, c, d] => Self(
                u64::from_le_bytes(*a),
                u64::from_le_bytes(*b),
                u64::from_le_bytes(*c),
                u64::from_le_bytes(*d),
            ),
            _ => Self(0, 0, 0, 0),
        }
    }

    /// All bits of so many bytes, at the most 32.
    #[inline(always)]
    fn masks(length: usize) -> Self {
        const MASKS: &[u8; 64] = &{
            let mut bytes = [0; 64];
            let (before, _) = bytes.split_at_mut(32);
            before.copy_from_slice(&[0xFF; 32]);
            bytes
        };
        let from = MASKS.get(32_usize.wrapping_sub(length)..);
        match from.and_then(<[u8]>::first_chunk) {
            Some(bytes) => Self::of(bytes),
            None => Self::default(),
        }
    }

    #[inline(always)]
    const fn and(&self, other: &Self) -> Self {
        Self(
            self.0 & other.0,
            self.1 & other.1,
            self.2 & other.2,
            self.3 & other.3,
        )
    }

    #[inline(always)]
    const fn is(&self, other: &Self) -> bool {
        (self.0 ^ other.0) | (self.1 ^ other.1) | (self.2 ^ other.2) | (self.3 ^ other.3) == 0
    }

    /// A number of eight bits.
    #[inline(always)]
    const fn hash(&self, length: usize) -> usize {
        let mixed =
            self.0 ^ self.1.rotate_left(23) ^ self.2.rotate_left(41) ^ self.3.rotate_left(11);
        // The highest bits are mixed best.
        let mixed = (mixed ^ length as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> 56) as usize
    }
}

/// How many slots a block holds, as a rule, and how many bytes of each kind of texts; and with how many slots it begins.
const MOST_SLOTS: usize = 8_192;
const MOST_TEXT: usize = 64 * 1024;
const FEW_SLOTS: usize = 64;
/// Objects in objects in objects are no rows.
const MOST_NESTED: u32 = 2;

impl Layout {
    /// Each member once, whatever its spellings.
    pub fn members(&self) -> impl Iterator<Item = &Cell> {
        let mut told = 0_u32;
        self.cells.iter().filter(move |cell| {
            let is_new = told & cell.bit == 0;
            told |= cell.bit;
            is_new
        })
    }

    /// For objects that are values of their own.
    pub(crate) fn flat(shape: &'static Shape) -> Rc<Self> {
        let Shape(fields) = shape;
        let mut layout = Self::default();
        for field in *fields {
            let index = fields.iter().position(|each| each.to == field.to);
            // No table has more than 32 members.
            let bit = 1_u32.wrapping_shl(index.unwrap_or(31) as u32);
            if field.need == Need::Required {
                layout.required |= bit;
            }
            layout.cells.push(Cell {
                field,
                bit,
                slot: 0,
                inner: None,
                pattern: Pattern::of(field.from),
            });
        }
        Rc::new(layout)
    }

    /// For rows; `None` where objects of this table cannot have that form, since there are lists in them.
    pub fn of_rows(shape: &'static Shape) -> Option<Rc<Self>> {
        Self::nested(shape, 0)
    }

    fn nested(shape: &'static Shape, depth: u32) -> Option<Rc<Self>> {
        let mut layout = Rc::into_inner(Self::flat(shape))?;
        // The first slot tells which members are there.
        let mut slots = 1_usize;
        for index in 0..layout.cells.len() {
            let (before, rest) = layout.cells.split_at_mut_checked(index)?;
            let cell = rest.first_mut()?;
            if let Some(same) = before.iter().find(|same| same.bit == cell.bit) {
                cell.slot = same.slot;
                cell.inner = same.inner.clone();
                continue;
            }
            cell.slot = slots;
            let taken = match cell.field.kind {
                Kind::List(_) | Kind::Any => return None,
                Kind::Object(_) if depth >= MOST_NESTED => return None,
                Kind::Object(shape) => {
                    let inner = Self::nested(shape, depth.saturating_add(1))?;
                    let taken = inner.slots;
                    cell.inner = Some(inner);
                    taken
                }
                _ => 1,
            };
            slots = slots.saturating_add(taken);
        }
        layout.slots = slots;
        Some(Rc::new(layout))
    }
}

/// Some rows.
#[derive(Debug, Default)]
pub struct Block {
    /// How many there are.
    pub count: usize,
    /// The rows, one after another.
    pub tape: Vec<u64>,
    /// How a row lies there.
    pub layout: Rc<Layout>,
    /// Texts that are ASCII alone.
    pub text: Vec<u8>,
    /// So many bytes of them.
    pub text_length: usize,
    /// All other texts, in UTF-8.
    pub wide: Vec<u8>,
    /// How long they are as far as slots count: in bytes, or in UTF-16 units.
    pub wide_length: u32,
    /// Objects of unknown fields as JSON, a comma before each.
    pub fields: Vec<u8>,
    /// Where each of those ends.
    pub fields_ends: Vec<u32>,
    is_for_script: bool,
    known: Known,
}

impl Block {
    /// A slot.
    pub fn slot(&self, row: usize, slot: usize) -> u64 {
        let place = row.saturating_mul(self.layout.slots).saturating_add(slot);
        self.tape.get(place).copied().unwrap_or(0)
    }

    /// The number of a text that came before in the block, where it is told by that.
    pub const fn known(slot: u64) -> Option<usize> {
        if (slot >> 32) as u32 == KNOWN {
            Some(slot as u32 as usize)
        } else {
            None
        }
    }

    /// A text of a row that is not for scripts.
    pub fn text(&self, slot: u64) -> &[u8] {
        let slot = self.told(slot);
        let (from, to) = (slot as u32, (slot >> 32) as u32);
        let (place, from) = if from & WIDE == 0 {
            (&self.text, from)
        } else {
            (&self.wide, from & !WIDE)
        };
        place.get(from as usize..to as usize).unwrap_or_default()
    }

    /// A text of a row, where it is ASCII alone; empty where it is not.
    pub fn ascii(&self, slot: u64) -> &[u8] {
        let slot = self.told(slot);
        // Of one that is not, the first lies behind all.
        let (from, to) = (slot as u32 as usize, (slot >> 32) as usize);
        self.text.get(from..to).unwrap_or_default()
    }

    /// The slot of a text, also where it is told by its number.
    fn told(&self, slot: u64) -> u64 {
        match Self::known(slot) {
            Some(number) => self.known.news.get(number).copied().unwrap_or(0),
            None => slot,
        }
    }

    /// A number of a row.
    pub const fn number(slot: u64) -> f64 {
        if (slot >> 32) as u32 == SMALL {
            (slot as u32).cast_signed() as f64
        } else {
            f64::from_bits(slot)
        }
    }

    /// Leaves the rows out that are not kept.
    pub fn retain(&mut self, mut is_kept: impl FnMut(&Self, usize) -> bool) {
        let mut kept = 0_usize;
        for row in 0..self.count {
            if !is_kept(self, row) {
                continue;
            }
            let stride = self.layout.slots;
            let from = row.saturating_mul(stride);
            let to = kept.saturating_mul(stride);
            self.tape.copy_within(from..from.saturating_add(stride), to);
            kept = kept.saturating_add(1);
        }
        self.count = kept;
    }

    /// A row that is not for scripts, as a value.
    pub fn value(&self, row: usize) -> Value {
        self.object(&self.layout, row, 0)
    }

    fn object(&self, layout: &Layout, row: usize, base: usize) -> Value {
        let there = self.slot(row, base) as u32;
        let mut members = Vec::new();
        for cell in layout.members().filter(|cell| there & cell.bit != 0) {
            let place = base.saturating_add(cell.slot);
            let value = match &cell.inner {
                Some(inner) => self.object(inner, row, place),
                None => self.scalar(cell.field.kind, self.slot(row, place)),
            };
            members.push((cell.field.to, value));
        }
        Value::Object(members)
    }

    fn scalar(&self, kind: Kind, slot: u64) -> Value {
        let text = |slot| String::from_utf8_lossy(self.text(slot)).into_owned();
        match kind {
            Kind::Number | Kind::Whole | Kind::Moment => Value::Number(Self::number(slot)),
            Kind::Flag => Value::Flag(slot != 0),
            Kind::Fields if (slot >> 32) as u32 == FIELDS => {
                let index = slot as u32 as usize;
                let end = |index: usize| self.fields_ends.get(index).map_or(0, |end| *end as usize);
                // After the comma.
                let from = index.checked_sub(1).map_or(0, end).saturating_add(1);
                let json = self.fields.get(from..end(index)).unwrap_or_default();
                Value::Json(String::from_utf8_lossy(json).into_owned())
            }
            Kind::Fields => crate::reader::raw(text(slot)),
            Kind::Secret | Kind::Words(_) => Value::Secret(text(slot).into()),
            _ => Value::Text(text(slot)),
        }
    }

    /// Forgets the rows.
    pub fn clear(&mut self) {
        self.count = 0;
        self.text_length = 0;
        self.wide.clear();
        self.wide_length = 0;
        self.fields.clear();
        self.fields_ends.clear();
        self.known.clear();
    }

    /// An empty one, for rows of a layout.
    pub fn begin(&mut self, layout: Rc<Layout>, is_for_script: bool) {
        self.known.begin(layout.slots);
        self.layout = layout;
        self.is_for_script = is_for_script;
    }

    /// The slots of the texts that the block's rows tell by their number, in the order of their numbers.
    pub fn news(&self) -> &[u64] {
        &self.known.news
    }

    /// Adds a row of a text and numbers, in the order of the slots; false where those that are there must be taken first.
    pub fn push(&mut self, text: &[u8], numbers: &[f64]) -> bool {
        if !self.has_room_for_row() || self.read(text).is_err() {
            return false;
        }
        let Ok(slot) = self.keep(text.len()) else {
            return false;
        };
        let base = self.count.wrapping_mul(self.layout.slots);
        let values = [u64::from(self.layout.required), slot].into_iter();
        let slots = values.chain(numbers.iter().map(|number| slot_of_number(*number)));
        for (there, slot) in self.tape.iter_mut().skip(base).zip(slots) {
            *there = slot;
        }
        self.count = self.count.wrapping_add(1);
        true
    }

    /// The slot of a member.
    pub fn slot_of(&self, member: &str) -> usize {
        let mut cells = self.layout.cells.iter();
        let found = cells.find(|cell| cell.field.to == member);
        found.map_or(0, |cell| cell.slot)
    }

    /// Ends a row, whose slots begin at `base`, and makes room for the next one; where there is none, the row is not ended.
    #[inline(always)]
    pub(crate) fn goes_on(&mut self, base: usize, there: u32) -> bool {
        self.count = self.count.wrapping_add(1);
        let goes_on = self.has_room_for_row();
        if !goes_on {
            self.count = self.count.wrapping_sub(1);
        }
        if let Some(place) = self.tape.get_mut(base) {
            *place = there.into();
        }
        goes_on
    }

    /// Makes room for one more row; false where those that are there must be handed over first.
    pub(crate) fn has_room_for_row(&mut self) -> bool {
        let end = self.count.wrapping_add(1).wrapping_mul(self.layout.slots);
        let texts = self.text_length.max(self.wide.len()).max(self.fields.len());
        if texts > MOST_TEXT || end > MOST_SLOTS && self.count > 0 {
            return false;
        }
        if end > self.tape.len() {
            let slots = end.wrapping_mul(2).max(FEW_SLOTS);
            let more = slots.wrapping_sub(self.tape.len());
            if self.tape.try_reserve_exact(more).is_err() {
                return false;
            }
            self.tape.resize(slots, 0);
        }
        true
    }

    // ── Texts ───────────────────────────────────────────────────────────────────────────────────

    /// How many bytes of text there is room for.
    #[inline(always)]
    pub(crate) fn room(&self) -> usize {
        self.text.len().wrapping_sub(self.text_length)
    }

    #[cold]
    pub(crate) fn make_room(&mut self, bytes: usize) -> Result<(), Stop> {
        let length = self.text_length.saturating_add(bytes);
        let length = length.max(self.text_length.saturating_mul(2).min(MOST_TEXT));
        let more = length.saturating_sub(self.text.len());
        if !reserve(&mut self.text, more) {
            return Err(Stop::OutOfMemory);
        }
        lengthen(&mut self.text, more);
        Ok(())
    }

    /// Where the next text goes.
    #[inline(always)]
    pub(crate) fn free(&mut self) -> &mut [u8] {
        self.text.get_mut(self.text_length..).unwrap_or_default()
    }

    /// Takes bytes as the text that was read last, and gives their number.
    pub(crate) fn read(&mut self, bytes: &[u8]) -> Result<usize, Stop> {
        if self.room() < bytes.len() {
            self.make_room(bytes.len())?;
        }
        if let Some(free) = self.free().get_mut(..bytes.len()) {
            free.copy_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    /// The text that was read last: it lies behind those that are kept.
    pub(crate) fn last(&self, length: usize) -> &[u8] {
        let from = self.text_length;
        self.text
            .get(from..from.wrapping_add(length))
            .unwrap_or_default()
    }

    pub(crate) fn last_text(&self, length: usize) -> Result<&str, Stop> {
        str::from_utf8(self.last(length)).map_err(|_| Stop::NotJson)
    }

    /// Keeps the text that was read last, and gives its slot.
    #[inline(always)]
    pub(crate) fn keep_ascii(&mut self, length: usize) -> u64 {
        let from = self.text_length;
        self.text_length = from.wrapping_add(length);
        from as u64 | (self.text_length as u64) << 32
    }

    /// The same, for a text in this slot of a row: one that came before is told by its number.
    #[inline(always)]
    pub(crate) fn keep_short(
        &mut self,
        length: usize,
        is_ascii: bool,
        slot: usize,
    ) -> Result<u64, Stop> {
        if self.known.pays(slot) {
            return self.keep_known(length, is_ascii, slot);
        }
        self.keep_either(length, is_ascii)
    }

    #[inline(never)]
    fn keep_known(&mut self, length: usize, is_ascii: bool, slot: usize) -> Result<u64, Stop> {
        let from = self.text.get(self.text_length..).unwrap_or_default();
        let Some(bytes) = from.first_chunk().filter(|_| length <= SHORT) else {
            return self.keep_either(length, is_ascii);
        };
        let words = Words::of(bytes).and(&Words::masks(length));
        if let Some(number) = self.known.find(&words, length, slot) {
            return Ok(u64::from(number) | u64::from(KNOWN) << 32);
        }
        let kept = self.keep_either(length, is_ascii)?;
        self.known.add(&words, length, kept);
        Ok(kept)
    }

    #[inline(always)]
    fn keep_either(&mut self, length: usize, is_ascii: bool) -> Result<u64, Stop> {
        if is_ascii {
            Ok(self.keep_ascii(length))
        } else {
            self.keep_wide(length)
        }
    }

    pub(crate) fn keep(&mut self, length: usize) -> Result<u64, Stop> {
        let is_ascii = self.last(length).is_ascii();
        self.keep_either(length, is_ascii)
    }

    #[inline(never)]
    fn keep_wide(&mut self, length: usize) -> Result<u64, Stop> {
        let from = self.text_length;
        let bytes = self.text.get(from..from.wrapping_add(length));
        let text = str::from_utf8(bytes.unwrap_or_default()).map_err(|_| Stop::NotJson)?;
        if !reserve(&mut self.wide, length) {
            return Err(Stop::OutOfMemory);
        }
        let units = if self.is_for_script {
            // A byte that begins a character is a unit, and one that begins a character of four bytes is two.
            text.bytes().fold(0_u32, |units, byte| {
                units
                    .wrapping_add(u32::from(byte & 0xC0 != 0x80))
                    .wrapping_add(u32::from(byte >= 0xF0))
            })
        } else {
            length as u32
        };
        self.wide.extend_from_slice(text.as_bytes());
        let begin = self.wide_length;
        self.wide_length = begin.wrapping_add(units);
        Ok(u64::from(begin | WIDE) | u64::from(self.wide_length) << 32)
    }

    /// Keeps the text that was read last as an object of unknown fields.
    pub(crate) fn keep_fields(&mut self, length: usize) -> Result<u64, Stop> {
        let from = self.text_length;
        let bytes = self.text.get(from..from.wrapping_add(length));
        let bytes = bytes.unwrap_or_default();
        let has_room = reserve(&mut self.fields, length.saturating_add(1));
        if !has_room || self.fields_ends.try_reserve(1).is_err() {
            return Err(Stop::OutOfMemory);
        }
        self.fields.push(b',');
        self.fields.extend_from_slice(bytes);
        let index = self.fields_ends.len() as u64;
        self.fields_ends.push(self.fields.len() as u32);
        Ok(index | u64::from(FIELDS) << 32)
    }
}

/// A slot of a number. One that JavaScript keeps as a small integer is written as such.
#[inline(always)]
pub(crate) fn slot_of_number(number: f64) -> u64 {
    let small = number as i32;
    let is_small = f64::from(small).to_bits() == number.to_bits()
        && (-MOST_SMALL..MOST_SMALL).contains(&small);
    if is_small {
        u64::from(small.cast_unsigned()) | u64::from(SMALL) << 32
    } else {
        number.to_bits()
    }
}

const MOST_SMALL: i32 = 1 << 30;

/// How long a text may be that is looked for among those that came before.
const SHORT: usize = 32;
/// How many of them are remembered: as many as there are hashes.
const REMEMBERED: usize = 256;
/// After so many texts of a member, it is looked whether a quarter of them came again.
const TRIALS: u16 = 256;

/// A short text.
#[derive(Debug, Default, Clone, Copy)]
struct Text {
    words: Words,
    length: usize,
    /// From 1; 0 where there is none.
    number: u32,
}

/// Short texts that came before in a block: whoever takes it makes one string for all that are the same.
#[derive(Debug, Default)]
struct Known {
    /// By hash.
    texts: Vec<Text>,
    /// The slots of all, in the order of their numbers.
    news: Vec<u64>,
    /// For each slot, how many texts were looked for, and found.
    trials: Vec<(u16, u16)>,
    /// The place of the one that was looked for last.
    place: usize,
}

impl Known {
    /// For rows of so many slots.
    fn begin(&mut self, slots: usize) {
        *self = Self::default();
        self.trials.resize(slots, (0, 0));
    }

    /// Forgets the texts.
    fn clear(&mut self) {
        self.news.clear();
        self.texts.fill(Text::default());
    }

    /// True where texts of a slot come again.
    #[inline(always)]
    fn pays(&self, slot: usize) -> bool {
        let trials = self.trials.get(slot);
        match trials {
            Some((tried, found)) => *tried < TRIALS || *found > tried / 4,
            None => false,
        }
    }

    /// The number of a text that came before.
    #[inline(always)]
    fn find(&mut self, words: &Words, length: usize, slot: usize) -> Option<u32> {
        if self.texts.is_empty() {
            self.texts.resize(REMEMBERED, Text::default());
        }
        let trials = self.trials.get_mut(slot)?;
        if trials.0 == u16::MAX {
            *trials = (trials.0 / 2, trials.1 / 2);
        }
        trials.0 = trials.0.wrapping_add(1);
        self.place = words.hash(length);
        let text = self.texts.get(self.place)?;
        let number = text.number.checked_sub(1)?;
        if !text.words.is(words) || text.length != length {
            return None;
        }
        trials.1 = trials.1.wrapping_add(1);
        Some(number)
    }

    /// Remembers the one that was looked for last, and not found.
    fn add(&mut self, words: &Words, length: usize, slot: u64) {
        self.news.push(slot);
        if let Some(text) = self.texts.get_mut(self.place) {
            *text = Text {
                words: *words,
                length,
                number: self.news.len() as u32,
            };
        }
    }
}

/// Takes rows as a list of values.
#[derive(Debug, Default)]
pub struct Values(Vec<Value>);

impl Rows for Values {
    fn take(&mut self, block: &mut Block) -> Result<(), Unfit> {
        let Self(values) = self;
        if values.try_reserve(block.count).is_err() {
            return Err(Unfit {
                row: 0,
                member: "",
                what: What::OutOfMemory,
            });
        }
        values.extend((0..block.count).map(|row| block.value(row)));
        Ok(())
    }

    fn end(&mut self) -> Result<Value, What> {
        Ok(Value::List(std::mem::take(&mut self.0)))
    }
}
