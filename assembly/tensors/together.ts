/**
 * One product at a time, computed by several threads. `board` is memory that they all look at:
 *
 *   0  how many products there have been: threads sleep here
 *   4  how many parts of the current one are left to be taken; 0 or less while it is written down
 *   8  how many parts are done: whoever gave the work sleeps here
 *  12  the arguments of `multiply` but for the scratch, and the number of parts
 *  60  the patience: milliseconds in which some part has to be done, or a thread has died with one
 */
import { multiply } from './matmul';

/** Answer of `atomic.wait`. */
const timedOut: i32 = 2;

/** Bytes of `board`. */
export function boardBytes(): usize {
	return 64;
}

/** What a thread does all its life. */
export function serve(board: usize, scratch: usize): void {
	let seen: i32 = 0;
	while (true) {
		atomic.wait<i32>(board, seen, -1);
		seen = atomic.load<i32>(board);
		takeParts(board, scratch);
	}
}

/**
 * `multiply`, in parts that any thread may take. A number of the result is the same sum in whichever part it lies, so
 * that the result does not depend on threads. Traps when a thread has died with a part.
 */
export function multiplyTogether(
	left: usize,
	leftRow: usize,
	leftInner: usize,
	right: usize,
	rightInner: usize,
	rightColumn: usize,
	out: usize,
	rows: usize,
	inner: usize,
	columns: usize,
	outRow: usize,
	scratch: usize,
	board: usize,
	parts: i32,
): void {
	store<usize>(board, left, 12);
	store<usize>(board, leftRow, 16);
	store<usize>(board, leftInner, 20);
	store<usize>(board, right, 24);
	store<usize>(board, rightInner, 28);
	store<usize>(board, rightColumn, 32);
	store<usize>(board, out, 36);
	store<usize>(board, rows, 40);
	store<usize>(board, inner, 44);
	store<usize>(board, columns, 48);
	store<usize>(board, outRow, 52);
	store<i32>(board, parts, 56);
	atomic.store<i32>(board, 0, 8);
	// From here on threads that are awake take parts: all has to be written down.
	atomic.store<i32>(board, parts, 4);
	atomic.add<i32>(board, 1);
	atomic.notify(board, -1);
	takeParts(board, scratch);
	const patience = <i64>load<i32>(board, 60) * 1_000_000;
	for (let done = atomic.load<i32>(board, 8); done < parts; done = atomic.load<i32>(board, 8)) {
		if (atomic.wait<i32>(board + 8, done, patience) == timedOut) unreachable();
	}
}

function takeParts(board: usize, scratch: usize): void {
	for (let left = takeOne(board); left > 0; left = takeOne(board)) {
		computePart(board, left - 1, scratch);
		atomic.add<i32>(board, 1, 8);
		atomic.notify(board + 8, 1);
	}
}

/** How many parts there were before one was taken. */
@inline
function takeOne(board: usize): i32 {
	return atomic.sub<i32>(board, 1, 4);
}

/** Some rows of the result, or some columns, of whichever there are more. */
function computePart(board: usize, part: i32, scratch: usize): void {
	const left = load<usize>(board, 12);
	const leftRow = load<usize>(board, 16);
	const right = load<usize>(board, 24);
	const rightColumn = load<usize>(board, 32);
	const out = load<usize>(board, 36);
	const rows = load<usize>(board, 40);
	const inner = load<usize>(board, 44);
	const columns = load<usize>(board, 48);
	const outRow = load<usize>(board, 52);
	const parts = load<i32>(board, 56);
	const cutsRows = rows > columns;
	const size = cutsRows ? rows : columns;
	const from = cut(size, part, parts);
	const count = cut(size, part + 1, parts) - from;
	multiply(
		left + (cutsRows ? from * leftRow : 0),
		leftRow,
		load<usize>(board, 20),
		right + (cutsRows ? 0 : from * rightColumn),
		load<usize>(board, 28),
		rightColumn,
		out + (cutsRows ? from * outRow : from << 2),
		cutsRows ? count : rows,
		inner,
		cutsRows ? columns : count,
		outRow,
		scratch,
	);
}

/** Where a part begins: at a whole tile. */
function cut(size: usize, part: i32, parts: i32): usize {
	return part == parts ? size : (size * <usize>part / <usize>parts) & ~7;
}
