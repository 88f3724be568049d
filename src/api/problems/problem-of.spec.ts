import { BadRequestException } from '@nestjs/common';
import { TooManyWaiting } from '../../engine/outage';
import { Problem } from './problem';
import { problemOf } from './problem-of';

const withCode = (code: string): Error => Object.assign(new Error('could not extend file "base/5/16391"'), { code });

describe('what went wrong, as it is told outside', () => {
  it.each([
    ['the disk of the database is full', withCode('53100')],
    ['the database takes no more connections', withCode('53300')],
    ['the database is not reached', withCode('ECONNREFUSED')],
    ['a lock was waited for in vain', withCode('55P03')],
    ['too many wait already', new TooManyWaiting()],
    ['TypeORM speaks for the database', Object.assign(new Error('query failed'), { driverError: withCode('57P03') })],
  ])('%s: whoever asked is to come again, and when', (_, error) => {
    const { status, code, parts } = problemOf(error);
    expect({ status, code, parts }).toEqual({
      ...{ status: 503, code: 'unavailable' },
      parts: { headers: { 'Retry-After': '2' } },
    });
  });

  it.each([
    ['a defect of ours', new TypeError('x is not a function')],
    ['a statement that is wrong', withCode('42P01')],
    ['nothing at all', undefined],
  ])('%s is an inner error, of which nothing is told', (_, error) => {
    const problem = problemOf(error);
    expect(problem).toMatchObject({ status: 500, code: 'internal-error', message: 'internal-error', parts: {} });
  });

  it('a problem stays the problem that it is', () => {
    const problem = new Problem(404, 'not-found');
    expect(problemOf(problem)).toBe(problem);
    expect(problemOf(new BadRequestException()).status).toBe(400);
  });
});
