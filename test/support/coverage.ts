/**
 * Loaded by ava into each of its processes: coverage is taken of them alone. The hundreds of programs that tests start
 * would write a gigabyte of it, mostly over again.
 */
delete process.env.NODE_V8_COVERAGE;
