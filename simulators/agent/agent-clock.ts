/**
 * The text of agent_time: local time without zone, `YYYY-MM-DDThh:mm:ss`. The calendar is our own
 * arithmetic (Gregorian, no leap seconds), because the core knows no Date.
 */

const DAY_SECONDS = 86400;

/** "00" to "59". */
const TWO_DIGITS: readonly string[] = Array.from({ length: 60 }, (_, n) => twoDigits(n));

/** One agent's clock. It keeps the day it has last written, since most reports share it. */
export class AgentClock {
  private day = -1;
  private date = "";

  /** The text for that many whole seconds since 1970-01-01T00:00:00; 0 or more. */
  textAt(seconds: number): string {
    const day = Math.floor(seconds / DAY_SECONDS);
    if (day !== this.day) {
      this.day = day;
      this.date = `${dateText(day)}T`;
    }
    const rest = seconds - day * DAY_SECONDS;
    const minutes = Math.floor(rest / 60);
    const hours = Math.floor(minutes / 60);
    const hourText = TWO_DIGITS[hours] ?? "";
    const minuteText = TWO_DIGITS[minutes - hours * 60] ?? "";
    return `${this.date + hourText}:${minuteText}:${TWO_DIGITS[rest - minutes * 60] ?? ""}`;
  }
}

/**
 * `YYYY-MM-DD` of a day counted from 1970-01-01; 0 or more. Years are counted from March, so that
 * the leap day is the last of its year, in eras of 400 years.
 */
export function dateText(day: number): string {
  const shifted = day + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const leapDays =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36524) + Math.floor(dayOfEra / 146096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, "0")}-${twoDigits(month)}-${twoDigits(dayOfMonth)}`;
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
