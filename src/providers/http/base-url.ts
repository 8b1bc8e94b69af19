import { z } from 'zod';
import { isLoopback } from '#core/loopback.ts';

/** A vendor's origin: https, or http on this machine (a simulator). No path, no query, no credential. */
export const BaseUrl = z
  .url({ protocol: /^https?$/, error: 'must be an address that starts with https://' })
  .superRefine((text, context) => {
    const url = URL.parse(text);
    if (url === null) return;
    if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
      context.addIssue({
        code: 'custom',
        message: 'must start with https:// (http is for this machine only)',
      });
    }
    if (url.username !== '' || url.password !== '') {
      context.addIssue({ code: 'custom', message: 'must not hold a user name or password' });
    }
    if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
      context.addIssue({
        code: 'custom',
        message: 'must be an origin only, such as https://api.example.com',
      });
    }
  });
