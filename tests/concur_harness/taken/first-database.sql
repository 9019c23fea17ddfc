BEGIN TRANSACTION;
CREATE TABLE concur_clients (
	company_id VARCHAR(32) NOT NULL, 
	client_id VARCHAR(64) NOT NULL, 
	client_secret VARCHAR(64) NOT NULL, 
	refresh_token VARCHAR(64) NOT NULL, 
	company_uuid VARCHAR(64) NOT NULL, 
	request_token VARCHAR(64) NOT NULL, 
	service_user VARCHAR(128) NOT NULL, 
	service_roles VARCHAR(200) NOT NULL, 
	scope TEXT NOT NULL, 
	grants VARCHAR(200) NOT NULL, 
	geolocation VARCHAR(300), 
	PRIMARY KEY (company_id, client_id)
);
INSERT INTO "concur_clients" VALUES('b14d1b74ebcc6861','f1a5bf76-f070-4e3b-a551-ea0d428daeee','030a23a1-8f04-48ee-97fb-8611029446ec','a1a06cb2-6a71-40ec-9c52-20c9c2819069','5f0941da-79d6-4ef1-bbd0-872286faa8be','7b04ad29-fb92-4deb-a585-c958d7a48b6f','service.user@example.com','web_services_administrator','EXPRPT LIST USER openid user_read company.read expense.report.read expense.report.readwrite','refresh_token client_credentials password',NULL);
CREATE TABLE concur_report_traits (
	company_id VARCHAR(32) NOT NULL, 
	report_id VARCHAR(20) NOT NULL, 
	trait VARCHAR(80) NOT NULL, 
	PRIMARY KEY (company_id, report_id, trait)
);
INSERT INTO "concur_report_traits" VALUES('b14d1b74ebcc6861','E3DFD5CDAFC79581B08A','step:nx83pKf9JFGAaplDC2vER8OmgsDMq4f3vj');
INSERT INTO "concur_report_traits" VALUES('b14d1b74ebcc6861','E3DFD5CDAFC79581B08A','payment:Cash');
INSERT INTO "concur_report_traits" VALUES('b14d1b74ebcc6861','E3DFD5CDAFC79581B08A','step:nbszr6asqlxRFbz2KKOZVHzFo8raUgRDnQ');
CREATE TABLE concur_reports (
	company_id VARCHAR(32) NOT NULL, 
	report_id VARCHAR(20) NOT NULL, 
	protected_id VARCHAR(40) NOT NULL, 
	step_id VARCHAR(40) NOT NULL, 
	version BIGINT NOT NULL, 
	approval_status VARCHAR(8) NOT NULL, 
	payment_status VARCHAR(8) NOT NULL, 
	modified_at BIGINT NOT NULL, 
	owner VARCHAR(128) NOT NULL, 
	approver VARCHAR(128) NOT NULL, 
	name TEXT NOT NULL, 
	total VARCHAR(32) NOT NULL, 
	currency VARCHAR(3) NOT NULL, 
	country VARCHAR(2) NOT NULL, 
	reimbursement VARCHAR(16) NOT NULL, 
	report_date BIGINT NOT NULL, 
	last_comment TEXT NOT NULL, 
	job_run_key VARCHAR(40) NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (company_id, report_id)
);
INSERT INTO "concur_reports" VALUES('b14d1b74ebcc6861','E3DFD5CDAFC79581B08A','nGxpQmvi5QTqXMrxIf7hTcBoqS73EQlAdQ','nr5encXwDlTDKivQWH0KG9y6$Wjtqtyyuz',1795558183890893,'A_APPR','P_PROC',1795385383879183,'ann@example.com','bob@example.com','Client meeting','186.52','USD','US','APCHECK',1795039783879183,'','','{"id":"E3DFD5CDAFC79581B08A","key":100014,"protected_id":"nGxpQmvi5QTqXMrxIf7hTcBoqS73EQlAdQ","name":"Client meeting","owner":"ann@example.com","currency":"USD","country":"US","ledger":"DEFAULT","policy_id":"n7wPolicyForBusinessExpenses$0000","approval_status":"A_APPR","payment_status":"P_PROC","created_at":"2026-11-18T22:09:43.879183Z","modified_at":"2026-11-22T22:09:43.879183Z","report_date":"2026-11-18T22:09:43.879183Z","entries":[{"id":"nHetc0aUtx$vdLk1Fe5XirRjzCDbWa7iDq","legacy_id":100021,"expense_type":"LODNG","payment_type":"Cash","transaction_date":"2026-11-19","currency":"USD","exchange_rate":"1","rate_direction":"M","transaction_amount":"125.00","posted_amount":"125.00","items":[{"id":"nHetc0aUtx$vdLk1Fe5XirRjzCDbWa7iDq","type":"Regular","expense_type":"LODNG","transaction_date":"2026-11-19","transaction_amount":"125.00","posted_amount":"125.00","approved_amount":"125.00","last_modified":"2026-11-18T22:09:43.879183Z","business_purpose":"","personal":false,"account":null,"allowance_limit":null,"taxes":[],"allocations":[{"id":"nEyLUSVLozNuAui6pqer2ma5Gu8iN76UGq","percentage":"100","account_code1":"6400","account_code2":"6490","customs":{},"system":true,"journal":[{"id":"nckWxcO$6TAg9c38oTjHotVNuOq5RjZBh1","payer":{"name":"Company","code":"COMP"},"payee":{"name":"Employee","code":"EMPL"},"account":"6400","amount":"125.00","net_of_tax":"125.00","net_of_reclaim":"125.00","job_run_key":"","kind":"expense"}],"vat":[]}],"attendees":[],"comments":[],"org_units":{},"customs":{}}],"last_modified":"2026-11-18T22:09:43.879183Z","card":null,"business_purpose":"","vendor_description":"Harbour Hotel","vendor_name":"","location_name":"Seattle","location_subdivision":"US-WA","location_country":"US","receipt_required":false,"image_required":false,"receipt_received":false,"receipt_type":"N","image_id":"","e_receipt_id":"","form_id":"","comments":[],"org_units":{},"customs":{}},{"id":"n4QuTsCJ$htvG8jGCr8KwjoRUGMrwDgY2P","legacy_id":100026,"expense_type":"DINNR","payment_type":"Cash","transaction_date":"2026-11-19","currency":"USD","exchange_rate":"1","rate_direction":"M","transaction_amount":"43.17","posted_amount":"43.17","items":[{"id":"n4QuTsCJ$htvG8jGCr8KwjoRUGMrwDgY2P","type":"Regular","expense_type":"DINNR","transaction_date":"2026-11-19","transaction_amount":"43.17","posted_amount":"43.17","approved_amount":"43.17","last_modified":"2026-11-18T22:09:43.879183Z","business_purpose":"","personal":false,"account":null,"allowance_limit":null,"taxes":[],"allocations":[{"id":"n5IdWs6e0i8PYAivRo0n1FQJb7Rj9ywx15","percentage":"100","account_code1":"6430","account_code2":"6490","customs":{},"system":true,"journal":[{"id":"nBCefYS$eb6AXWfc6KttzhyauVqNT5sCDY","payer":{"name":"Company","code":"COMP"},"payee":{"name":"Employee","code":"EMPL"},"account":"6430","amount":"43.17","net_of_tax":"43.17","net_of_reclaim":"43.17","job_run_key":"","kind":"expense"}],"vat":[]}],"attendees":[],"comments":[],"org_units":{},"customs":{}}],"last_modified":"2026-11-18T22:09:43.879183Z","card":null,"business_purpose":"","vendor_description":"The Copper Pan","vendor_name":"","location_name":"Seattle","location_subdivision":"US-WA","location_country":"US","receipt_required":false,"image_required":false,"receipt_received":false,"receipt_type":"N","image_id":"","e_receipt_id":"","form_id":"","comments":[],"org_units":{},"customs":{}},{"id":"nyyBBC1Txy62YoAgIni7AqakCjN59ST8K3","legacy_id":100031,"expense_type":"TAXIX","payment_type":"Cash","transaction_date":"2026-11-20","currency":"USD","exchange_rate":"1","rate_direction":"M","transaction_amount":"18.35","posted_amount":"18.35","items":[{"id":"nyyBBC1Txy62YoAgIni7AqakCjN59ST8K3","type":"Regular","expense_type":"TAXIX","transaction_date":"2026-11-20","transaction_amount":"18.35","posted_amount":"18.35","approved_amount":"18.35","last_modified":"2026-11-18T22:09:43.879183Z","business_purpose":"","personal":false,"account":null,"allowance_limit":null,"taxes":[],"allocations":[{"id":"n7zY3k2UUG1$Dxwzmatq3owIsIwLjC5awP","percentage":"100","account_code1":"6410","account_code2":"","customs":{},"system":true,"journal":[{"id":"nCQuRUizMpjGxIB$0hAoCQDbcB62Eqy39k","payer":{"name":"Company","code":"COMP"},"payee":{"name":"Employee","code":"EMPL"},"account":"6410","amount":"18.35","net_of_tax":"18.35","net_of_reclaim":"18.35","job_run_key":"","kind":"expense"}],"vat":[]}],"attendees":[],"comments":[],"org_units":{},"customs":{}}],"last_modified":"2026-11-18T22:09:43.879183Z","card":null,"business_purpose":"","vendor_description":"City Cabs","vendor_name":"","location_name":"Seattle","location_subdivision":"US-WA","location_country":"US","receipt_required":false,"image_required":false,"receipt_received":false,"receipt_type":"N","image_id":"","e_receipt_id":"","form_id":"","comments":[],"org_units":{},"customs":{}}],"purpose":"","reimbursement_method":"APCHECK","country_subdivision":"US-WA","step_id":"nr5encXwDlTDKivQWH0KG9y6$Wjtqtyyuz","approver":"bob@example.com","submitted_at":"2026-11-20T22:09:43.879183Z","processing_payment_at":"2026-11-22T22:09:43.879183Z","paid_at":null,"ever_sent_back":false,"receipts_received":false,"image_url":"","cash_advance":null,"advance_entry":null,"comments":[],"history":[{"at":"2026-11-20T22:09:43.879183Z","who":"ann@example.com","action":"submit","before":"A_NOTF/P_NOTP","after":"A_PEND/P_NOTP","comment":"","step_id":""},{"at":"2026-11-21T22:09:43.879183Z","who":"bob@example.com","action":"approve","before":"A_PEND/P_NOTP","after":"A_ACCO/P_NOTP","comment":"","step_id":"nx83pKf9JFGAaplDC2vER8OmgsDMq4f3vj"},{"at":"2026-11-22T22:09:43.879183Z","who":"pat@example.com","action":"final-approve","before":"A_ACCO/P_NOTP","after":"A_APPR/P_PROC","comment":"","step_id":"nbszr6asqlxRFbz2KKOZVHzFo8raUgRDnQ"}],"org_units":{},"customs":{}}');
CREATE TABLE concur_setups (
	company_id VARCHAR(32) NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (company_id)
);
INSERT INTO "concur_setups" VALUES('b14d1b74ebcc6861','{"name":"Blue Harbor Inc.","country":"US","currency":"USD","people":{"ann@example.com":{"login":"ann@example.com","employee_id":"E-1001","first":"Ann","last":"Lee","middle":"","roles":["employee"],"approver":"bob@example.com","ledger":"DEFAULT","cash_advance_account":"1390","reimbursement_method":"APCHECK","group_id":"","org_units":{},"bank_account":{"bank_number":"","bank_name":"","branch_location":"","account_number":"","account_name":"","address_line1":"","address_line2":"","city":"","region":"","postal_code":"","country":""},"active":true},"eve@example.com":{"login":"eve@example.com","employee_id":"E-1004","first":"Eve","last":"Hart","middle":"","roles":["employee"],"approver":"bob@example.com","ledger":"DEFAULT","cash_advance_account":"","reimbursement_method":"APCHECK","group_id":"","org_units":{},"bank_account":{"bank_number":"","bank_name":"","branch_location":"","account_number":"","account_name":"","address_line1":"","address_line2":"","city":"","region":"","postal_code":"","country":""},"active":true},"bob@example.com":{"login":"bob@example.com","employee_id":"E-1002","first":"Bob","last":"Stone","middle":"","roles":["employee","approver"],"approver":"","ledger":"DEFAULT","cash_advance_account":"","reimbursement_method":"APCHECK","group_id":"","org_units":{},"bank_account":{"bank_number":"","bank_name":"","branch_location":"","account_number":"","account_name":"","address_line1":"","address_line2":"","city":"","region":"","postal_code":"","country":""},"active":true},"pat@example.com":{"login":"pat@example.com","employee_id":"E-1003","first":"Pat","last":"Moss","middle":"","roles":["employee","processor"],"approver":"","ledger":"DEFAULT","cash_advance_account":"","reimbursement_method":"APCHECK","group_id":"","org_units":{},"bank_account":{"bank_number":"","bank_name":"","branch_location":"","account_number":"","account_name":"","address_line1":"","address_line2":"","city":"","region":"","postal_code":"","country":""},"active":true}},"payment_types":{"Cash":{"id":"guqyAivVz0t374nRTPEjj8k6z6zEbu7lEn","name":"Cash","code":"CASH","payment_class":"cash","offset":false,"clearing_account":"","vendor":"","liability_account":""},"Amex Corporate":{"id":"gdpgW7gSM9rMDkgSLHjqUsajcBg7olkDEn","name":"Amex Corporate","code":"IBCP","payment_class":"IBCP","offset":false,"clearing_account":"1999","vendor":"AMEX","liability_account":"2110"},"Amex Offset":{"id":"gDN2vEuOuVsQzilyQkEmhksJ66vPjB813s","name":"Amex Offset","code":"1003","payment_class":"IBCP","offset":true,"clearing_account":"1999","vendor":"AMEX-GO","liability_account":"2140"},"Visa Corporate":{"id":"gcdCQkUAeHrRJQWS$9yv8PHniwz3ffF57z","name":"Visa Corporate","code":"CBCP","payment_class":"CBCP","offset":false,"clearing_account":"1998","vendor":"VISA","liability_account":"2120"},"Company Paid":{"id":"gBlxbhcHZTPKDR2ZePq16zkFKTcK9Lyn5J","name":"Company Paid","code":"COPD","payment_class":"COPD","offset":false,"clearing_account":"1997","vendor":"TRAVELCO","liability_account":"2130"},"Personal Card":{"id":"gV2XfjC1JDXAXz82x167f30pgcuDtSFyaD","name":"Personal Card","code":"IBIP","payment_class":"IBIP","offset":false,"clearing_account":"","vendor":"","liability_account":""}},"expense_types":{"LODNG":{"code":"LODNG","name":"Hotel","spend_category":"Lodging","accounts":{"DEFAULT":"6400"},"secondary":{"DEFAULT":"6490"}},"LODTX":{"code":"LODTX","name":"Room Tax","spend_category":"Lodging","accounts":{"DEFAULT":"6400"},"secondary":{}},"TAXIX":{"code":"TAXIX","name":"Taxi","spend_category":"Ground Transportation","accounts":{"DEFAULT":"6410"},"secondary":{}},"TRAIN":{"code":"TRAIN","name":"Train","spend_category":"Train","accounts":{"DEFAULT":"6410"},"secondary":{}},"AIRFR":{"code":"AIRFR","name":"Airfare","spend_category":"Airfare","accounts":{"DEFAULT":"6420"},"secondary":{}},"DINNR":{"code":"DINNR","name":"Dinner","spend_category":"Meals","accounts":{"DEFAULT":"6430"},"secondary":{"DEFAULT":"6490"}},"LUNCH":{"code":"LUNCH","name":"Lunch","spend_category":"Meals","accounts":{"DEFAULT":"6430"},"secondary":{}},"BRKFT":{"code":"BRKFT","name":"Breakfast","spend_category":"Meals","accounts":{"DEFAULT":"6430"},"secondary":{}},"CARRT":{"code":"CARRT","name":"Car Rental","spend_category":"Car Rental","accounts":{"DEFAULT":"6440"},"secondary":{}},"GASXX":{"code":"GASXX","name":"Gas","spend_category":"Fuel","accounts":{"DEFAULT":"6450"},"secondary":{}},"PARKG":{"code":"PARKG","name":"Parking","spend_category":"Ground Transportation","accounts":{"DEFAULT":"6460"},"secondary":{}},"OFCSP":{"code":"OFCSP","name":"Office Supplies","spend_category":"Office","accounts":{"DEFAULT":"6470"},"secondary":{}},"ENTOT":{"code":"ENTOT","name":"Entertainment-Other","spend_category":"Entertainment","accounts":{"DEFAULT":"6480"},"secondary":{}},"LNDRY":{"code":"LNDRY","name":"Laundry","spend_category":"Other","accounts":{"DEFAULT":"6475"},"secondary":{}},"LOCPH":{"code":"LOCPH","name":"Local Phone","spend_category":"Telecom","accounts":{"DEFAULT":"6476"},"secondary":{}}},"custom_types":{"Custom1":"List"},"tax_names":{"DEVAT":"Germany VAT","GBVAT":"United Kingdom VAT","CAGST":"Canada GST","CAPST":"Provincial sales tax","CAPMB":"Manitoba retail sales tax"},"status_names":{},"recall_by_employee":true,"api_at_processor_step":false,"policy_id":"n7wPolicyForBusinessExpenses$0000"}');
CREATE TABLE concur_tokens (
	company_id VARCHAR(32) NOT NULL, 
	digest VARCHAR(32) NOT NULL, 
	value TEXT NOT NULL, 
	kind VARCHAR(8) NOT NULL, 
	client_id VARCHAR(64) NOT NULL, 
	login VARCHAR(128) NOT NULL, 
	roles VARCHAR(200) NOT NULL, 
	scope TEXT NOT NULL, 
	expires_at BIGINT NOT NULL, 
	revoked BOOLEAN NOT NULL, 
	lasting BOOLEAN NOT NULL, 
	made_at BIGINT NOT NULL, 
	PRIMARY KEY (company_id, digest)
);
INSERT INTO "concur_tokens" VALUES('b14d1b74ebcc6861','4f95d811bd55ebc82596cdb4c8482b0e','hEGF5c3qHaVQahKxOKwDTIVdH_rKr6kjG9WtDjd-QLs','access','f1a5bf76-f070-4e3b-a551-ea0d428daeee','service.user@example.com','web_services_administrator','EXPRPT LIST USER openid user_read company.read expense.report.read expense.report.readwrite',1795561783899019,0,1,1795558183899508);
INSERT INTO "concur_tokens" VALUES('b14d1b74ebcc6861','7744090778a207f28e707631de0a1489','a1a06cb2-6a71-40ec-9c52-20c9c2819069','refresh','f1a5bf76-f070-4e3b-a551-ea0d428daeee','service.user@example.com','web_services_administrator','EXPRPT LIST USER openid user_read company.read expense.report.read expense.report.readwrite',1811369383899019,0,1,1795558183899905);
INSERT INTO "concur_tokens" VALUES('b14d1b74ebcc6861','7bd4e591895a95350dbcb927b85479d7','7b04ad29-fb92-4deb-a585-c958d7a48b6f','request','f1a5bf76-f070-4e3b-a551-ea0d428daeee','service.user@example.com','web_services_administrator','EXPRPT LIST USER openid user_read company.read expense.report.read expense.report.readwrite',1795644583899019,0,1,1795558183899955);
CREATE TABLE erp_accounts (
	company_id VARCHAR(32) NOT NULL, 
	code VARCHAR(200) NOT NULL, 
	name TEXT NOT NULL, 
	postable BOOLEAN NOT NULL, 
	active BOOLEAN NOT NULL, 
	requires TEXT NOT NULL, 
	PRIMARY KEY (company_id, code)
)
 WITHOUT ROWID

;
INSERT INTO "erp_accounts" VALUES('b14d1b74ebcc6861','1390','Advances to employees',1,1,'');
INSERT INTO "erp_accounts" VALUES('b14d1b74ebcc6861','1580','Reclaimable VAT Germany',1,1,'');
INSERT INTO "erp_accounts" VALUES('b14d1b74ebcc6861','1581','Reclaimable VAT United Kingdom',1,1,'');
INSERT INTO "erp_accounts" VALUES('b14d1b74ebcc6861','1582','Reclaimable GST',1,1,'');
INSERT INTO "erp_accounts" VALUES('b14d1b74ebcc6861','1583','Reclaimable provincial tax',1,1,'');
INSERT INTO "erp_accounts" VALUES('b14d1b74ebcc6861','1997','Clearing company paid',1,1,'');
INSERT INTO "erp_accounts" VALUES('b14d1b74ebcc6861','1998','Clearing Visa',1,1,'');
INSERT INTO "erp_accounts" VALUES('b14d1b74ebcc6861','1999','Clearing Amex',1,1,'');
INSERT INTO "erp_accounts" VALUES('b14d1b74ebcc6861','2100','Payable to employees',1,1,'');
INSERT INTO "erp_accounts" VALUES('b14d1b74ebcc6861','2110','Payable to Amex',1,1,'');
INSERT INTO "erp_accounts" VALUES('b14d1b74ebcc6861','2120','Payable to Visa',1,1,'');
INSERT INTO "erp_accounts" VALUES('b14d1b74ebcc6861','2130','Payable to travel agents',1,1,'');
INSERT INTO "erp_accounts" VALUES('b14d1b74ebcc6861','2140','Payable to Amex Offset',1,1,'');
INSERT INTO "erp_accounts" VALUES('b14d1b74ebcc6861','6000','Travel and entertainment',0,1,'');
INSERT INTO "erp_accounts" VALUES('b14d1b74ebcc6861','6400','Lodging',1,1,'');
INSERT INTO "erp_accounts" VALUES('b14d1b74ebcc6861','6410','Ground transportation',1,1,'');
INSERT INTO "erp_accounts" VALUES('b14d1b74ebcc6861','6420','Airfare',1,1,'');
INSERT INTO "erp_accounts" VALUES('b14d1b74ebcc6861','6430','Meals',1,1,'');
INSERT INTO "erp_accounts" VALUES('b14d1b74ebcc6861','6440','Car rental',1,1,'');
INSERT INTO "erp_accounts" VALUES('b14d1b74ebcc6861','6450','Fuel',1,1,'');
INSERT INTO "erp_accounts" VALUES('b14d1b74ebcc6861','6460','Parking',1,1,'');
INSERT INTO "erp_accounts" VALUES('b14d1b74ebcc6861','6470','Office supplies',1,1,'');
INSERT INTO "erp_accounts" VALUES('b14d1b74ebcc6861','6475','Laundry',1,1,'');
INSERT INTO "erp_accounts" VALUES('b14d1b74ebcc6861','6476','Telephone',1,1,'');
INSERT INTO "erp_accounts" VALUES('b14d1b74ebcc6861','6480','Entertainment',1,1,'');
INSERT INTO "erp_accounts" VALUES('b14d1b74ebcc6861','6490','Allowances exceeded',1,1,'');
CREATE TABLE erp_api_keys (
	company_id VARCHAR(32) NOT NULL, 
	api_key VARCHAR(200) NOT NULL, 
	PRIMARY KEY (company_id, api_key)
)
 WITHOUT ROWID

;
INSERT INTO "erp_api_keys" VALUES('b14d1b74ebcc6861','4v9-HjsQ8tkzMk2_h5XmCPkWSwTzDN7NWeB4aD5jmZY');
CREATE TABLE erp_bills (
	company_id VARCHAR(32) NOT NULL, 
	number BIGINT NOT NULL, 
	status TEXT NOT NULL, 
	external_id TEXT, 
	vendor_id TEXT NOT NULL, 
	type TEXT NOT NULL, 
	document_number TEXT NOT NULL, 
	bill_date VARCHAR(10) NOT NULL, 
	gl_date VARCHAR(10) NOT NULL, 
	currency TEXT NOT NULL, 
	liability_account TEXT NOT NULL, 
	memo TEXT, 
	warnings TEXT NOT NULL, 
	PRIMARY KEY (company_id, number)
)
 WITHOUT ROWID

;
INSERT INTO "erp_bills" VALUES('b14d1b74ebcc6861',1,'posted','x/E','V-1001','bill','D-1','2026-01-20','2026-11-24','USD','2100',NULL,'[]');
CREATE TABLE erp_companies (
	company_id VARCHAR(32) NOT NULL, 
	currency TEXT NOT NULL, 
	validates TEXT NOT NULL, 
	posting TEXT NOT NULL, 
	duplicates TEXT NOT NULL, 
	idempotency_after_delete TEXT NOT NULL, 
	last_bill BIGINT NOT NULL, 
	last_line BIGINT NOT NULL, 
	last_row BIGINT NOT NULL, 
	last_vendor BIGINT NOT NULL, 
	PRIMARY KEY (company_id)
)
 WITHOUT ROWID

;
INSERT INTO "erp_companies" VALUES('b14d1b74ebcc6861','USD','create','explicit','refuse','release',1,1,2,1008);
CREATE TABLE erp_cost_centers (
	company_id VARCHAR(32) NOT NULL, 
	code VARCHAR(200) NOT NULL, 
	name TEXT NOT NULL, 
	active BOOLEAN NOT NULL, 
	PRIMARY KEY (company_id, code)
)
 WITHOUT ROWID

;
INSERT INTO "erp_cost_centers" VALUES('b14d1b74ebcc6861','0021','Sales',1);
INSERT INTO "erp_cost_centers" VALUES('b14d1b74ebcc6861','0022','Engineering',1);
CREATE TABLE erp_idempotency (
	company_id VARCHAR(32) NOT NULL, 
	"key" VARCHAR(255) NOT NULL, 
	fingerprint TEXT NOT NULL, 
	bill BIGINT NOT NULL, 
	kept_at BIGINT NOT NULL, 
	answer TEXT NOT NULL, 
	PRIMARY KEY (company_id, "key")
)
 WITHOUT ROWID

;
INSERT INTO "erp_idempotency" VALUES('b14d1b74ebcc6861','one','70b4dc4f0c63ec569492ffb7aaab13e193d09e3eb39aecd02c927c113914cbdd',1,1795558183921219,'{"id":"B-1","status":"draft","external_id":"x/E","vendor_id":"V-1001","type":"bill","document_number":"D-1","bill_date":"2026-01-20","gl_date":"2026-11-24","currency":"USD","liability_account":"2100","memo":null,"total":"12.00","lines":[{"id":"L-1","account":"6400","amount":"12.00","project":"P-100","cost_center":"0021","tax_code":null,"description":null,"source_ref":null}],"warnings":[]}');
CREATE TABLE erp_ledger (
	company_id VARCHAR(32) NOT NULL, 
	number BIGINT NOT NULL, 
	bill BIGINT NOT NULL, 
	line BIGINT, 
	account TEXT NOT NULL, 
	vendor_id TEXT NOT NULL, 
	debit BIGINT NOT NULL, 
	credit BIGINT NOT NULL, 
	currency TEXT NOT NULL, 
	gl_date VARCHAR(10) NOT NULL, 
	project TEXT, 
	cost_center TEXT, 
	reverses BIGINT, 
	PRIMARY KEY (company_id, number)
)
 WITHOUT ROWID

;
INSERT INTO "erp_ledger" VALUES('b14d1b74ebcc6861',1,1,1,'6400','V-1001',1200,0,'USD','2026-11-24','P-100','0021',NULL);
INSERT INTO "erp_ledger" VALUES('b14d1b74ebcc6861',2,1,NULL,'2100','V-1001',0,1200,'USD','2026-11-24',NULL,NULL,NULL);
CREATE TABLE erp_lines (
	company_id VARCHAR(32) NOT NULL, 
	bill BIGINT NOT NULL, 
	number BIGINT NOT NULL, 
	account TEXT NOT NULL, 
	amount TEXT NOT NULL, 
	project TEXT, 
	cost_center TEXT, 
	tax_code TEXT, 
	description TEXT, 
	source_ref TEXT, 
	PRIMARY KEY (company_id, bill, number)
)
 WITHOUT ROWID

;
INSERT INTO "erp_lines" VALUES('b14d1b74ebcc6861',1,1,'6400','12.00','P-100','0021',NULL,NULL,NULL);
CREATE TABLE erp_periods (
	company_id VARCHAR(32) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	starts_on VARCHAR(10) NOT NULL, 
	ends_on VARCHAR(10) NOT NULL, 
	status TEXT NOT NULL, 
	PRIMARY KEY (company_id, name)
)
 WITHOUT ROWID

;
INSERT INTO "erp_periods" VALUES('b14d1b74ebcc6861','2025-10','2025-10-01','2025-10-31','open');
INSERT INTO "erp_periods" VALUES('b14d1b74ebcc6861','2025-11','2025-11-01','2025-11-30','open');
INSERT INTO "erp_periods" VALUES('b14d1b74ebcc6861','2025-12','2025-12-01','2025-12-31','open');
INSERT INTO "erp_periods" VALUES('b14d1b74ebcc6861','2026-01','2026-01-01','2026-01-31','open');
INSERT INTO "erp_periods" VALUES('b14d1b74ebcc6861','2026-02','2026-02-01','2026-02-28','open');
INSERT INTO "erp_periods" VALUES('b14d1b74ebcc6861','2026-03','2026-03-01','2026-03-31','open');
INSERT INTO "erp_periods" VALUES('b14d1b74ebcc6861','2026-04','2026-04-01','2026-04-30','open');
INSERT INTO "erp_periods" VALUES('b14d1b74ebcc6861','2026-05','2026-05-01','2026-05-31','open');
INSERT INTO "erp_periods" VALUES('b14d1b74ebcc6861','2026-06','2026-06-01','2026-06-30','open');
INSERT INTO "erp_periods" VALUES('b14d1b74ebcc6861','2026-07','2026-07-01','2026-07-31','open');
INSERT INTO "erp_periods" VALUES('b14d1b74ebcc6861','2026-08','2026-08-01','2026-08-31','open');
INSERT INTO "erp_periods" VALUES('b14d1b74ebcc6861','2026-09','2026-09-01','2026-09-30','open');
INSERT INTO "erp_periods" VALUES('b14d1b74ebcc6861','2026-10','2026-10-01','2026-10-31','open');
INSERT INTO "erp_periods" VALUES('b14d1b74ebcc6861','2026-11','2026-11-01','2026-11-30','open');
INSERT INTO "erp_periods" VALUES('b14d1b74ebcc6861','2026-12','2026-12-01','2026-12-31','open');
INSERT INTO "erp_periods" VALUES('b14d1b74ebcc6861','2027-01','2027-01-01','2027-01-31','open');
INSERT INTO "erp_periods" VALUES('b14d1b74ebcc6861','2027-02','2027-02-01','2027-02-28','open');
INSERT INTO "erp_periods" VALUES('b14d1b74ebcc6861','2027-03','2027-03-01','2027-03-31','open');
INSERT INTO "erp_periods" VALUES('b14d1b74ebcc6861','2027-04','2027-04-01','2027-04-30','open');
INSERT INTO "erp_periods" VALUES('b14d1b74ebcc6861','2027-05','2027-05-01','2027-05-31','open');
INSERT INTO "erp_periods" VALUES('b14d1b74ebcc6861','2027-06','2027-06-01','2027-06-30','open');
INSERT INTO "erp_periods" VALUES('b14d1b74ebcc6861','2027-07','2027-07-01','2027-07-31','open');
INSERT INTO "erp_periods" VALUES('b14d1b74ebcc6861','2027-08','2027-08-01','2027-08-31','open');
INSERT INTO "erp_periods" VALUES('b14d1b74ebcc6861','2027-09','2027-09-01','2027-09-30','open');
INSERT INTO "erp_periods" VALUES('b14d1b74ebcc6861','2027-10','2027-10-01','2027-10-31','open');
INSERT INTO "erp_periods" VALUES('b14d1b74ebcc6861','2027-11','2027-11-01','2027-11-30','open');
CREATE TABLE erp_projects (
	company_id VARCHAR(32) NOT NULL, 
	code VARCHAR(200) NOT NULL, 
	name TEXT NOT NULL, 
	status TEXT NOT NULL, 
	ends_on VARCHAR(10), 
	PRIMARY KEY (company_id, code)
)
 WITHOUT ROWID

;
INSERT INTO "erp_projects" VALUES('b14d1b74ebcc6861','P-100','Harbor upgrade','open',NULL);
INSERT INTO "erp_projects" VALUES('b14d1b74ebcc6861','P-200','New terminal','open',NULL);
INSERT INTO "erp_projects" VALUES('b14d1b74ebcc6861','P-300','Customer service','open',NULL);
CREATE TABLE erp_rates (
	company_id VARCHAR(32) NOT NULL, 
	number BIGINT NOT NULL, 
	currency VARCHAR(3) NOT NULL, 
	rate TEXT NOT NULL, 
	starts_on VARCHAR(10), 
	ends_on VARCHAR(10), 
	PRIMARY KEY (company_id, number)
)
 WITHOUT ROWID

;
CREATE TABLE erp_tax_codes (
	company_id VARCHAR(32) NOT NULL, 
	code VARCHAR(200) NOT NULL, 
	name TEXT NOT NULL, 
	PRIMARY KEY (company_id, code)
)
 WITHOUT ROWID

;
CREATE TABLE erp_vendors (
	company_id VARCHAR(32) NOT NULL, 
	number BIGINT NOT NULL, 
	external_id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	active BOOLEAN NOT NULL, 
	currency VARCHAR(3), 
	PRIMARY KEY (company_id, number)
)
 WITHOUT ROWID

;
INSERT INTO "erp_vendors" VALUES('b14d1b74ebcc6861',1001,'E-1001','Ann Lee',1,NULL);
INSERT INTO "erp_vendors" VALUES('b14d1b74ebcc6861',1002,'E-1004','Eve Hart',1,NULL);
INSERT INTO "erp_vendors" VALUES('b14d1b74ebcc6861',1003,'E-1002','Bob Stone',1,NULL);
INSERT INTO "erp_vendors" VALUES('b14d1b74ebcc6861',1004,'E-1003','Pat Moss',1,NULL);
INSERT INTO "erp_vendors" VALUES('b14d1b74ebcc6861',1005,'AMEX','Amex Corporate',1,NULL);
INSERT INTO "erp_vendors" VALUES('b14d1b74ebcc6861',1006,'AMEX-GO','Amex Offset',1,NULL);
INSERT INTO "erp_vendors" VALUES('b14d1b74ebcc6861',1007,'VISA','Visa Corporate',1,NULL);
INSERT INTO "erp_vendors" VALUES('b14d1b74ebcc6861',1008,'TRAVELCO','Company Paid',1,NULL);
CREATE TABLE kit_companies (
	company_id VARCHAR(32) NOT NULL, 
	name VARCHAR(80) NOT NULL, 
	created_at BIGINT NOT NULL, 
	clock_offset BIGINT NOT NULL, 
	clock_frozen_at BIGINT, 
	seed BIGINT NOT NULL, 
	id_counter BIGINT NOT NULL, 
	version BIGINT NOT NULL, 
	setup_version BIGINT NOT NULL, 
	faults_armed INTEGER NOT NULL, 
	genesis TEXT NOT NULL, 
	PRIMARY KEY (company_id)
);
INSERT INTO "kit_companies" VALUES('b14d1b74ebcc6861','employee-only',1795558183888967,0,NULL,1,43,1795558183888837,1795558183888836,1,'{"name": "employee-only", "seed": 1, "genesis": {"scenario": "employee-only"}}');
CREATE TABLE kit_faults (
	company_id VARCHAR(32) NOT NULL, 
	fault_id VARCHAR(16) NOT NULL, 
	number BIGINT NOT NULL, 
	spec TEXT NOT NULL, 
	seen INTEGER NOT NULL, 
	fired INTEGER NOT NULL, 
	PRIMARY KEY (company_id, fault_id)
);
INSERT INTO "kit_faults" VALUES('b14d1b74ebcc6861','F-1',1,'{"service":"erp","do":"answer","method":"*","path":"/x","nth":1,"times":null,"status":500,"body":null,"headers":{},"seconds":null,"retry_after":null}',0,0);
CREATE TABLE kit_mappings (
	company_id VARCHAR(32) NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (company_id)
);
INSERT INTO "kit_mappings" VALUES('b14d1b74ebcc6861','{"payees": {"Amex Corporate": {"vendor_external_id": "AMEX", "liability_account": "2110"}, "Amex Offset": {"vendor_external_id": "AMEX-GO", "liability_account": "2140"}, "Visa Corporate": {"vendor_external_id": "VISA", "liability_account": "2120"}, "Company Paid": {"vendor_external_id": "TRAVELCO", "liability_account": "2130"}}, "employee_liability_account": "2100", "dimensions": {"project": "Custom1", "cost_center": "Custom2"}, "tax_accounts": {"DEVAT": "1580", "GBVAT": "1581", "CAGST": "1582"}, "routing": {"PROJECT_UNKNOWN": "employee", "PROJECT_EXPIRED": "employee", "PROJECT_CLOSED": "employee", "COST_CENTER_UNKNOWN": "employee", "COST_CENTER_INACTIVE": "employee", "DIMENSION_REQUIRED": "employee", "ACCOUNT_UNKNOWN": "processor", "ACCOUNT_INACTIVE": "processor", "ACCOUNT_NOT_POSTABLE": "processor", "VENDOR_UNKNOWN": "processor", "VENDOR_INACTIVE": "processor", "TAX_CODE_UNKNOWN": "processor", "PERIOD_CLOSED": "processor", "CURRENCY_UNKNOWN": "processor", "CURRENCY_MISMATCH": "processor", "RATE_MISSING": "processor", "DOCUMENT_DUPLICATE": "none", "AMOUNT_INVALID": "none", "AMOUNT_PRECISION": "none", "SIGN_INVALID": "none", "BILL_EMPTY": "none", "FIELD_TOO_LONG": "none"}, "currency": "USD"}');
CREATE TABLE kit_schema (
	mark VARCHAR(32) NOT NULL, 
	PRIMARY KEY (mark)
);
INSERT INTO "kit_schema" VALUES('a76c7a39a215091acbd342f51b37efa6');
CREATE INDEX concur_reports_by_job ON concur_reports (company_id, job_run_key, modified_at, report_id);
CREATE INDEX concur_reports_by_time ON concur_reports (company_id, modified_at, report_id);
CREATE INDEX concur_reports_by_protected_id ON concur_reports (company_id, protected_id);
CREATE INDEX concur_reports_by_owner ON concur_reports (company_id, owner, modified_at, report_id);
CREATE INDEX concur_reports_by_step ON concur_reports (company_id, step_id);
CREATE INDEX concur_reports_by_payment ON concur_reports (company_id, payment_status, modified_at, report_id);
CREATE INDEX concur_reports_by_status ON concur_reports (company_id, payment_status, approval_status, modified_at, report_id);
CREATE INDEX concur_report_traits_by_trait ON concur_report_traits (company_id, trait, report_id);
CREATE INDEX concur_clients_by_company ON concur_clients (company_uuid);
CREATE UNIQUE INDEX concur_clients_by_id ON concur_clients (client_id);
CREATE UNIQUE INDEX concur_tokens_by_digest ON concur_tokens (digest);
CREATE INDEX concur_tokens_by_user ON concur_tokens (company_id, client_id, login);
CREATE INDEX concur_tokens_by_age ON concur_tokens (company_id, kind, made_at);
CREATE INDEX concur_tokens_by_expiry ON concur_tokens (company_id, kind, expires_at);
CREATE INDEX kit_faults_by_number ON kit_faults (company_id, number);
CREATE UNIQUE INDEX erp_api_keys_by_key ON erp_api_keys (api_key);
CREATE INDEX erp_periods_by_end ON erp_periods (company_id, ends_on, starts_on);
CREATE INDEX erp_rates_by_currency ON erp_rates (company_id, currency, number);
CREATE UNIQUE INDEX erp_vendors_by_external_id ON erp_vendors (company_id, external_id);
CREATE INDEX erp_bills_by_vendor ON erp_bills (company_id, vendor_id, number);
CREATE INDEX erp_bills_by_status ON erp_bills (company_id, status, number);
CREATE INDEX erp_bills_by_document ON erp_bills (company_id, document_number, number);
CREATE INDEX erp_bills_by_external_id ON erp_bills (company_id, external_id, number);
CREATE INDEX erp_ledger_by_bill ON erp_ledger (company_id, bill, number);
CREATE INDEX erp_ledger_by_day ON erp_ledger (company_id, gl_date, number);
CREATE INDEX erp_ledger_by_account ON erp_ledger (company_id, account, number);
CREATE INDEX erp_ledger_sums ON erp_ledger (company_id, account, currency, debit, credit);
CREATE INDEX erp_idempotency_by_bill ON erp_idempotency (company_id, bill);
COMMIT;
