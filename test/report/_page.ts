import type { ExecutionContext } from 'ava';

/** Nothing is loaded, from this machine or another one, and the only script is the page's own. */
export function assertSelfContained(t: ExecutionContext, page: string): void {
	for (const [, source] of page.matchAll(/\b(?:src|href|action|data)="([^"]*)"/g)) {
		t.regex(source!, /^data:image\/webp;base64,/);
	}

	t.false(/@import|url\(|<link|<iframe|<object|<base|fetch\(|XMLHttp|import\(/i.test(page));
	t.is(page.match(/<script/g)!.length, 1);
	t.regex(page, /content="default-src &#39;none&#39;; img-src data:; [^"]*script-src &#39;sha256-/);
}
