import { homedir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { cacheFolder, isSetUp, setUpFolder } from '../../../src/nn/backend/installed.js';

test.beforeEach(() => {
	delete process.env.MMC_CACHE;
	delete process.env.XDG_CACHE_HOME;
});

test.serial('lies in the home folder', (t) => {
	t.is(cacheFolder(), path.join(homedir(), '.cache/masked-momentum'));
});

test.serial('follows XDG_CACHE_HOME, when it is absolute', (t) => {
	process.env.XDG_CACHE_HOME = '/var/cache';
	t.is(cacheFolder(), '/var/cache/masked-momentum');
	process.env.XDG_CACHE_HOME = 'cache';
	t.is(cacheFolder(), path.join(homedir(), '.cache/masked-momentum'));
});

test.serial('follows MMC_CACHE before all', (t) => {
	process.env.XDG_CACHE_HOME = '/var/cache';
	process.env.MMC_CACHE = '/data/mmc';
	t.is(cacheFolder(), '/data/mmc');
	t.true(setUpFolder().startsWith(`/data/mmc/tensorflow-${process.platform}-${process.arch}-`));
});

test.serial('an empty cache is not set up', (t) => {
	process.env.MMC_CACHE = '/nowhere';
	t.false(isSetUp());
});
