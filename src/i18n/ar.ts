/** The window's words in Arabic, with its six plural forms. */
import type {LauncherStrings} from './launcher-strings.js';
import type {ChatStrings} from './strings.js';

type Forms = readonly [one: string, two: string, few: string, many: string, other: string];

const rules = new Intl.PluralRules('ar');

/** Picks among the forms of a counted noun; `few` to `other` are put behind the number. */
function counted(count: number, [one, two, few, many, other]: Forms): string {
  switch (rules.select(count)) {
    case 'one':
      return one;
    case 'two':
      return two;
    case 'few':
      return `${count} ${few}`;
    case 'many':
      return `${count} ${many}`;
    default:
      return `${count} ${other}`;
  }
}

const CHARACTERS: Forms = ['حرف واحد', 'حرفان', 'أحرف', 'حرفًا', 'حرف'];
const CONVERSATIONS: Forms = ['محادثة واحدة', 'محادثتين', 'محادثات', 'محادثة', 'محادثة'];
const UNREAD: Forms = ['رسالة غير مقروءة', 'رسالتان غير مقروءتين', 'رسائل غير مقروءة', 'رسالة غير مقروءة', 'رسالة غير مقروءة'];
const MINUTES: Forms = ['دقيقة', 'دقيقتين', 'دقائق', 'دقيقة', 'دقيقة'];

export const strings: ChatStrings = {
  locale: 'ar',
  dir: 'rtl',

  assistant: 'المساعد',
  agent: 'الدعم',
  you: 'أنت',
  greeting: 'مرحبًا! كيف يمكننا مساعدتك؟',

  hide: 'إخفاء المحادثة',
  closeChat: 'إغلاق المحادثة',
  end: 'إنهاء',
  endLong: 'إنهاء هذه المحادثة',
  confirmTitle: 'هل تريد إنهاء هذه المحادثة؟',
  confirmText: 'ستُغلق المحادثة لجميع المشاركين فيها.',
  confirmEnd: 'إنهاء المحادثة',
  confirmKeep: 'متابعة المحادثة',
  waiting: 'في انتظار أحد الموظفين',
  conversations: 'المحادثات',

  transcript: 'المحادثة',
  loadingHistory: 'جارٍ تحميل المحادثة',
  today: 'اليوم',
  yesterday: 'أمس',
  newMessages: (count) => counted(count, ['رسالة جديدة', 'رسالتان جديدتان', 'رسائل جديدة', 'رسالة جديدة', 'رسالة جديدة']),
  latest: 'الانتقال إلى أحدث رسالة',
  typing: (names) => (names.length === 1 ? `${names[0]} يكتب الآن` : `${names.join(' و')} يكتبون الآن`),
  by: (author, time) => `${author}، ${time}`,
  sources: 'المصادر',
  suggestions: 'ردود مقترحة',
  stopped: 'أُوقفت',

  queued: 'في انتظار الإرسال',
  sent: 'أُرسلت',
  delivered: 'وصلت',
  failed: 'لم تُرسل',
  retry: 'إعادة المحاولة',
  discard: 'تجاهل',

  talkToPerson: 'التحدث إلى موظف',
  queueFinding: 'نبحث عن شخص لمساعدتك',
  queueNext: 'أنت التالي',
  queuePosition: (position) => `ترتيبك في الانتظار: ${position}`,
  queueHint: 'يمكنك متابعة الكتابة أثناء الانتظار.',
  estimate: (minutes) => `حوالي ${counted(minutes, MINUTES)}`,
  queueSummary: 'ما سيقرؤه فريقنا',
  cancelWaiting: 'إلغاء الانتظار',

  joined: (name) => `انضم ${name}`,
  left: (name) => `غادر ${name}`,
  toQueue: 'طلبتَ التحدث إلى موظف',
  toBot: 'المساعد يجيب من جديد',
  ended: {
    visitor: () => 'أنهيتَ هذه المحادثة',
    agent: (name) => `أنهى ${name ?? 'الدعم'} هذه المحادثة`,
    bot: (name) => `أنهى ${name ?? 'المساعد'} هذه المحادثة`,
    host: () => 'انتهت هذه المحادثة',
    timeout: () => 'انتهت هذه المحادثة لعدم وجود نشاط',
    server: () => 'انتهت هذه المحادثة',
  },
  ending: 'جارٍ إنهاء المحادثة…',
  startNew: 'بدء محادثة جديدة',

  message: 'الرسالة',
  placeholder: 'اكتب رسالة…',
  send: 'إرسال',
  stop: 'إيقاف الإجابة',
  remaining: (count) => `متبقٍّ ${counted(count, CHARACTERS)}`,
  tooLong: (count) => `زيادة ${counted(count, CHARACTERS)}`,

  connecting: 'جارٍ الاتصال…',
  reconnecting: 'جارٍ إعادة الاتصال…',
  online: 'عاد الاتصال',
  offline: 'أنت غير متصل. ستُرسل الرسائل عند عودة الاتصال.',
  memory: 'لا يستطيع هذا المتصفح حفظ المحادثة. ستبقى حتى تغادر هذه الصفحة.',
  dismiss: 'إغلاق',
  tryAgain: 'إعادة المحاولة',

  errors: {
    network: 'تعذّر الوصول إلى المحادثة الآن.',
    unavailable: 'المحادثة غير متاحة الآن.',
    'rate-limited': 'كان ذلك سريعًا بعض الشيء. انتظر لحظة من فضلك.',
    unauthorized: 'تعذّر التعرف عليك. ابدأ من جديد من فضلك.',
    'forbidden-origin': 'المحادثة غير مُعدّة لهذا الموقع.',
    'session-ended': 'انتهت هذه المحادثة بالفعل.',
    'too-large': 'هذه الرسالة طويلة جدًا.',
    'load-failed': 'تعذّر تحميل جزء من المحادثة.',
    'nobody-there': 'لا يوجد أحد متاح للمحادثة الآن.',
    'identity-refused': 'تعذّر التحقق من هويتك. سجّل الدخول من جديد من فضلك.',
    'prechat-required': 'أجب عن الأسئلة أولًا من فضلك.',
    other: 'حدث خطأ ما.',
  },

  availability: {
    here: 'فريقنا هنا لمساعدتك',
    busy: 'فريقنا منشغل مع آخرين الآن',
    away: (until) => (until ? `يعود فريقنا: ${until}` : 'فريقنا غير متاح الآن'),
    wait: (minutes) => `مدة الانتظار حوالي ${counted(minutes, MINUTES)}`,
    assistant: 'يمكن للمساعد أن يساعدك الآن',
  },

  form: {
    optional: 'اختياري',
    choose: 'اختر من فضلك',
    wrong: (count) => `يرجى التحقق من ${counted(count, ['حقل واحد', 'حقلين', 'حقول', 'حقلًا', 'حقل'])}`,
    required: 'يرجى ملء هذا الحقل',
    unchecked: 'يرجى وضع علامة هنا للمتابعة',
    unchosen: 'يرجى اختيار خيار واحد',
    email: 'يرجى إدخال بريد إلكتروني مثل name@example.com',
    tel: 'يرجى إدخال رقم هاتف',
    number: 'يرجى إدخال رقم',
    date: 'يرجى إدخال تاريخ',
    invalid: 'يرجى التحقق مما أدخلته',
    tooLong: (most) => `الحد الأقصى ${counted(most, CHARACTERS)}`,
  },

  prechat: {
    title: 'قبل أن نبدأ',
    intro: 'بعض البيانات تساعدنا على مساعدتك.',
    submit: 'بدء المحادثة',
  },

  leave: {
    title: 'اترك لنا رسالة',
    intro: 'سنرد عليك بالبريد الإلكتروني.',
    email: 'البريد الإلكتروني',
    name: 'الاسم',
    text: 'كيف يمكننا مساعدتك؟',
    submit: 'إرسال الرسالة',
    thanks: 'شكرًا لك! وصلتنا رسالتك.',
    answerTo: (email) => `سنرد على ${email}.`,
    another: 'كتابة رسالة أخرى',
    here: 'يوجد الآن من يمكنه مساعدتك',
    startChat: 'بدء محادثة',
    wait: 'أفضّل انتظار أحد الموظفين',
  },

  idle: {
    title: 'هل ما زلت هنا؟',
    closes: 'ستنتهي هذه المحادثة بعد',
    warning: (time) => `هل ما زلت هنا؟ ستنتهي هذه المحادثة بعد ${time} ما لم تتابع`,
    minutes: (count) => counted(count, MINUTES),
    seconds: (count) => counted(count, ['ثانية', 'ثانيتين', 'ثوانٍ', 'ثانية', 'ثانية']),
    keep: 'متابعة المحادثة',
  },

  resolution: {
    ask: 'هل حلّ هذا المشكلة؟',
    yes: 'نعم',
    no: 'ما زلت بحاجة إلى مساعدة',
    person: 'نأسف لأن هذا لم يساعدك. يمكن لأحد الموظفين أن يتابع معك.',
    sorry: 'نأسف لأن هذا لم يساعدك. أخبرنا بالمزيد وسنحاول مرة أخرى.',
    solved: 'قلتَ إن هذا حلّ المشكلة',
    unsolved: 'قلتَ إنك ما زلت بحاجة إلى مساعدة',
  },

  survey: {
    title: 'كيف كانت هذه المحادثة؟',
    scores: ['سيئة جدًا', 'سيئة', 'مقبولة', 'جيدة', 'ممتازة'],
    comment: 'هل تود إضافة شيء؟',
    submit: 'إرسال',
    skip: 'تخطٍّ',
    thanks: 'شكرًا على رأيك',
  },

  reopened: {
    by: (name) => `أعاد ${name} فتح هذه المحادثة`,
    text: 'يمكنك المتابعة من حيث توقفت.',
    goOn: 'المتابعة هنا',
    leave: 'عدم المتابعة',
    later: 'متابعة المحادثة التي أُعيد فتحها',
  },

  threads: {
    back: 'كل المحادثات',
    backUnread: (count) => `كل المحادثات، رسائل غير مقروءة في ${counted(count, CONVERSATIONS)}`,
    start: 'محادثة جديدة',
    earlier: 'عرض الأقدم',
    loading: 'جارٍ تحميل محادثاتك',
    empty: 'لا توجد محادثات بعد',
    emptyHint: 'ما تكتبه لنا يظهر هنا.',
    failed: 'تعذّر تحميل محادثاتك.',
    own: (text) => `أنت: ${text}`,
    blank: 'لا توجد رسائل',
    ended: 'انتهت',
    unread: (count) => counted(count, UNREAD),
    goToOpen: 'الانتقال إلى محادثتك المفتوحة',
    more: 'المزيد',
  },

  markdown: {
    copy: 'نسخ',
    copied: 'نُسخ',
    code: 'شيفرة',
    table: 'جدول',
    loadImage: 'تحميل الصورة من {host}',
    taskDone: 'تم',
    taskOpen: 'لم يتم',
  },
};

export const launcher: LauncherStrings = {
  title: 'المحادثة',
  open: 'فتح المحادثة',
  close: 'إغلاق المحادثة',
  unread: (count) => counted(count, UNREAD),
  loading: 'جارٍ فتح المحادثة',
  loadFailed: 'تعذّر تحميل المحادثة.',
  tryAgain: 'إعادة المحاولة',
};
