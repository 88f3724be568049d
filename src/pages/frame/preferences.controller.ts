import { Body, Controller, Post, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { AllowEverybody } from '../../api/access/access.decorator';
import type { ApiResponse } from '../../api/http';
import { formOf } from './form-body';
import { ownAddress } from './own-address';
import { PageFilter } from './page.filter';
import { seeOther } from './send-page';
import { LANGUAGE_COOKIE, PRINT_COOKIE } from './visit';

const CHOICES = [
  { field: 'language', cookie: LANGUAGE_COOKIE, values: ['zh-CN', 'en'] },
  { field: 'print', cookie: PRINT_COOKIE, values: ['normal', 'large'] },
];
const A_YEAR = 31_536_000;

@ApiExcludeController()
@UseFilters(PageFilter)
@Controller('preferences')
export class PreferencesController {
  /** Remembers language and size in cookies that say nothing else, and goes back to where the visitor was. */
  @Post()
  @AllowEverybody()
  choose(@Body() body: unknown, @Res() response: ApiResponse): void {
    const form = formOf(body);
    const cookies = CHOICES.flatMap(({ field, cookie, values }) => {
      const value = form[field];
      return value !== undefined && values.includes(value)
        ? [`${cookie}=${value}; Path=/; Max-Age=${A_YEAR}; SameSite=Lax; HttpOnly`]
        : [];
    });
    if (cookies.length > 0) response.setHeader('Set-Cookie', cookies);
    seeOther(response, ownAddress(form['back'], '/'));
  }
}
