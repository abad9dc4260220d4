/**
 * What must be said where the core cannot speak: it did not start. Every other text comes from the
 * core.
 */

export type Fault = 'browser' | 'config' | 'storage' | 'other-tab' | 'failed';

interface Texts {
  tag: string;
  titles: Record<Fault, string>;
  bodies: Record<Fault, string>;
  hotline: string;
  again: string;
}

const HOTLINE = '1255';

const KY: Texts = {
  tag: 'ky',
  titles: {
    browser: 'Бул браузер жарабайт',
    config: 'Баракча ачылган жок',
    storage: 'Браузер эч нерсе сактай албайт',
    'other-tab': 'Баракча башка өтмөктө ачык',
    failed: 'Баракчада ката кетти',
  },
  bodies: {
    browser:
      'Браузерди жаңыртыңыз же телефондогу «Менин шайлоом» тиркемеси аркылуу добуш бериңиз. Эч нерсе жоголгон жок.',
    config: 'Интернетти текшерип, кайталаңыз. Эч нерсе жоголгон жок.',
    storage:
      'Орун бошотуңуз же браузерде сайттын маалыматын сактоого уруксат бериңиз. Мөөрлөнгөн бюллетень болсо, ал ушул браузерде калат.',
    'other-tab': 'Ошол өтмөктө улантыңыз же аны жаап, бул жерде кайталаңыз.',
    failed: 'Кайталаңыз: мөөрлөнгөн бюллетень болсо, ошол эле бюллетень жөнөтүлөт.',
  },
  hotline: `Жардам телефону: ${HOTLINE}`,
  again: 'Кайталоо',
};

const RU: Texts = {
  tag: 'ru',
  titles: {
    browser: 'Этот браузер не подходит',
    config: 'Страница не открылась',
    storage: 'Браузер ничего не может сохранить',
    'other-tab': 'Страница открыта в другой вкладке',
    failed: 'На странице произошла ошибка',
  },
  bodies: {
    browser:
      'Обновите браузер или проголосуйте в приложении «Менин шайлоом» на телефоне. Ничего не потеряно.',
    config: 'Проверьте интернет и повторите. Ничего не потеряно.',
    storage:
      'Освободите место или разрешите браузеру хранить данные сайта. Если бюллетень уже запечатан, он остаётся в этом браузере.',
    'other-tab': 'Продолжите в той вкладке, или закройте её и повторите здесь.',
    failed: 'Повторите: если бюллетень уже запечатан, будет отправлен он же.',
  },
  hotline: `Горячая линия: ${HOTLINE}`,
  again: 'Повторить',
};

const EN: Texts = {
  tag: 'en',
  titles: {
    browser: 'This browser cannot be used',
    config: 'The page could not open',
    storage: 'The browser cannot keep anything',
    'other-tab': 'The page is open in another tab',
    failed: 'Something went wrong in the page',
  },
  bodies: {
    browser: 'Update the browser, or vote in the app «Менин шайлоом» on a phone. Nothing is lost.',
    config: 'Check the connection and try again. Nothing is lost.',
    storage:
      'Free some space, or allow the browser to keep this site’s data. If a ballot is sealed already, it stays in this browser.',
    'other-tab': 'Go on in that tab, or close it and try again here.',
    failed: 'Try again: if a ballot is sealed already, the same one is sent.',
  },
  hotline: `Help by telephone: ${HOTLINE}`,
  again: 'Try again',
};

export function textsOf(language: string): Texts {
  return language === 'ru' ? RU : language === 'en' ? EN : KY;
}
