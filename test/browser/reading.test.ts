import { describe, expect, test } from 'vitest';
import { useBrowser } from '#test/support/browser.ts';
import { card } from './support/page-bot.ts';
import { openRestoreForm, startPage } from './support/page.ts';

const browser = useBrowser();

/** What an app sends, and what a reader has on the screen. */
const texts: readonly (readonly [name: string, sent: string, shown: string])[] = [
  ['markup that was escaped', '&lt;b&gt;x&lt;/b&gt; &amp;amp;', '&lt;b&gt;x&lt;/b&gt; &amp;amp;'],
  ['markup that was not', '<b>x</b>', 'bx/b'],
  ['bold, italics, strike', '*a* _b_ ~c~', '<strong>a</strong> <em>b</em> <s>c</s>'],
  ['marks inside words', 'a_b_c 2*3*4', 'a_b_c 2*3*4'],
  ['marks inside code', '`*a* <@U_BEN>`', '<code>*a* &lt;@U_BEN&gt;</code>'],
  ['nested marks', '*a _b_*', '<strong>a <em>b</em></strong>'],
  ['a block of code', '```a\n *b*```', '<pre><code>a\n *b*</code></pre>'],
  ['a quote', '&gt; a\nb', '<blockquote>a</blockquote>b'],
  ['lines', 'a\nb', 'a<br>b'],
  ['a person', '<@U_BEN>', '<span class="mention">@Ben</span>'],
  ['oneself', '<@U_ANA>', '<span class="mention mine">@Ana</span>'],
  ['a group', '<!subteam^S_DBA>', '<span class="mention" title="Ben">@dba</span>'],
  ['everybody', '<!here>', '<span class="mention mine">@here</span>'],
  ['an unknown emoji', ':not_one:', ':not_one:'],
  [
    'an instant',
    '<!date^1795316400^{date_num} {time_secs}|x>',
    '<time datetime="2026-11-22T03:00:00.000Z" title="2026-11-22 03:00:00 UTC">2026-11-22 03:00:00</time>',
  ],
  ['an instant in an unknown form', '<!date^1795316400^{week}|then>', 'then'],
  [
    'a link with a label',
    '<https://example.com/?a=1&amp;b=2|here>',
    '<a href="https://example.com/?a=1&amp;b=2" target="_blank" rel="noreferrer noopener">here</a>',
  ],
  ['a link that would run something', '<javascript:alert(1)|here>', 'here'],
];

describe('what is read on the page', () => {
  test('is what was written', async () => {
    await using at = await startPage(browser, { rateLimit: { perSecond: 100, burst: 100 } });

    for (const [, text] of texts) await at.call('chat.postMessage', { channel: 'C_INC', text });
    const bodies = at.page.locator('article .message-body');
    await expect.poll(() => bodies.count()).toBe(texts.length);

    const shown = await Promise.all((await bodies.all()).map(async (body) => body.innerHTML()));
    expect(Object.fromEntries(texts.map(([name], index) => [name, shown[index]]))).toEqual(
      Object.fromEntries(texts.map(([name, , html]) => [name, html])),
    );
  });

  test('is what a person typed, marks of markup and all', async () => {
    await using at = await startPage(browser);

    await at.page
      .getByRole('textbox', { name: 'Message #incidents' })
      .fill('<img src=x onerror=alert(1)> & @ben');
    await at.page.keyboard.press('Enter');
    const body = at.page.locator('article .message-body');
    await body.waitFor();

    expect(await body.textContent()).toBe('<img src=x onerror=alert(1)> & @Ben');
  });

  test('fits a phone, where a thread takes the place of its channel', async () => {
    await using at = await startPage(browser, { width: 390, height: 844 });
    const { page } = at;
    const wide = () => page.evaluate<number>('document.documentElement.scrollWidth');
    const long = 'x'.repeat(300);

    await at.call('chat.postMessage', { channel: 'C_INC', text: long, blocks: card('U_ANA', long) });
    await page.getByRole('article').getByRole('button', { name: 'Approve…' }).click();
    await page.getByRole('button', { name: '2 replies' }).click();
    await page.getByRole('region', { name: 'Thread' }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Message #incidents' }).isVisible()).toBe(false);
    expect(await wide()).toBe(390);
    await page.getByRole('button', { name: 'Close thread' }).click();
    const form = await openRestoreForm(page);
    await form.getByRole('combobox', { name: 'Backup' }).click();
    await page.getByRole('option').first().waitFor();

    expect(await wide()).toBe(390);
    expect(at.errors).toEqual([]);
  });

  test('has a name for every control', async () => {
    await using at = await startPage(browser);
    const { page } = at;
    await at.call('chat.postMessage', { channel: 'C_INC', text: 'card', blocks: card('U_ANA', 'why') });
    await page.getByRole('article').waitFor();
    const controls = new Set(['button', 'textbox', 'combobox', 'checkbox', 'radio', 'link', 'dialog']);
    const session = await page.context().newCDPSession(page);
    const nameless = async () => {
      const { nodes } = await session.send('Accessibility.getFullAXTree');
      const found = nodes.filter((node) => !node.ignored && controls.has(String(node.role?.value)));
      expect(found.length).toBeGreaterThan(5);
      return found
        .filter((node) => String(node.name?.value ?? '') === '')
        .map((node) => String(node.role?.value));
    };

    expect(await nameless()).toEqual([]);
    await openRestoreForm(page);
    expect(await nameless()).toEqual([]);
  });
});
